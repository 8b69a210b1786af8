"""Emptying rows: by the rules on keeping, or because somebody decided to erase.

Rows stay, so that counts and pointers do; what they said does not. Where the words stood, the day
on which they were deleted stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from portal import audit
from portal.agreements.models import AgreementOverride, AgreementWords
from portal.cases.models import CareEpisode, CareReview, ReturnImport, ReturnRow, YoungPerson
from portal.cases.operations import keep_out
from portal.cases.rules.allocation import Post
from portal.database import flush, session
from portal.entry.models import (
    YoungCode,
    YoungContact,
    YoungKept,
    YoungLink,
    YoungLinkAsk,
    YoungVisit,
    YoungWord,
)
from portal.feedback.models import Feedback
from portal.kernel.wording import plain_date
from portal.outbox.models import Message
from portal.packs.models import PackNote
from portal.panels.models import AgendaVersion, Item, ItemCost, Recusal, Visit
from portal.papers.models import (
    AddressReveal,
    Paper,
    PaperIntake,
    PaperPicture,
    PaperSection,
    PaperVersion,
    ProtectedAddress,
)
from portal.participation.models import MeetingAsk, ParticipationChoice
from portal.participation.rules.asks import AskKind
from portal.people.models import Person, RoleGrant
from portal.preparation.models import Contribution, Invitation, ReminderSent, ViewsSought
from portal.protection.models import CopyRequest, CopyVerdict, LegalHold, Ruling, Tombstone
from portal.protection.queries.holdings import facts_in_the_trail
from portal.protection.queries.retention import ADDRESS_GONE, held_people, is_gone
from portal.protection.queries.rulings import restricted_people
from portal.records.models import Action, Addition, Attendance, Barrier, ItemRecord, PromiseAnswer
from portal.signin.models import (
    AuthenticatorApp,
    CouncilIdentity,
    KeptWork,
    Passkey,
    RecoveryCode,
    SignInLink,
    SignInSession,
)
from portal.translations import operations as translations
from portal.translations.models import Translation
from portal.translations.rules import Source
from portal.variations.keeping import Kept
from portal.voice.models import ViewsAnswer, ViewsSheet, ViewsSummary
from portal.web.access import Audience
from portal.web.clock import LONDON

SOMEBODY = "Somebody who left"
_THEIRS = (
    CareEpisode,
    CareReview,
    ReturnRow,
    PackNote,
    ProtectedAddress,
    AddressReveal,
    YoungVisit,
    YoungLinkAsk,
    YoungLink,
    YoungCode,
    YoungWord,
    YoungContact,
    YoungKept,
    Translation,
)
"""What goes whole with a young person; a link after what came or asked by it."""
_WAYS_IN = (
    AuthenticatorApp,
    CouncilIdentity,
    KeptWork,
    Passkey,
    RecoveryCode,
    SignInLink,
    SignInSession,
)
"""What somebody signs in with, and what was kept while they did."""


def remove(
    kind: Kept, row_id: UUID, *, now: datetime, cause: str, actor_id: UUID | None = None
) -> None:
    """Empty one row of a kind and put up its tombstone. Removing it again changes nothing.

    Of a young person, the facts of the trail's entries go too; that there were entries stays.
    """
    if is_gone(kind, row_id):
        return
    if kind is Kept.YOUNG_PEOPLE:
        _forget_facts(row_id, now, cause, actor_id)
    _REMOVERS[kind](row_id, now)
    session.add(Tombstone(kind=kind.value, row_id=row_id, removed_at=now, cause=cause))
    flush()


def _forget_facts(young_person_id: UUID, now: datetime, cause: str, actor_id: UUID | None) -> None:
    """Erase what the trail's entries say of a young person, before the way to them is emptied."""
    entries = facts_in_the_trail(young_person_id)
    if entries:
        audit.erase_facts(entries=entries, ground=cause, actor_id=actor_id, now=now)


def gone(now: datetime) -> str:
    """Return what stands where words stood."""
    return f"Deleted on {plain_date(now.astimezone(LONDON).date())}."


def _one(model: Any, row_id: UUID) -> Any:
    return session.scalars(select(model).where(model.id == row_id)).one()


def _those(model: Any, column: str, value: UUID) -> list[Any]:
    asked = select(model).where(getattr(model, column) == value).order_by(model.id)
    return list(session.scalars(asked))


def _record_words(record_id: UUID, now: datetime) -> None:
    record: ItemRecord = _one(ItemRecord, record_id)
    for name in (
        "discussion",
        "took_part_note",
        "decision_reason",
        "decision_who",
        "plain_words",
    ):
        if getattr(record, name):
            setattr(record, name, gone(now))
    for barrier in _those(Barrier, "item_record_id", record_id):
        barrier.wording = gone(now)
    for addition in _those(Addition, "item_record_id", record_id):
        addition.wording = gone(now)
        addition.plain_words = addition.plain_words and gone(now)
        translations.forget(Source.ADDITION, [addition.id])
    translations.forget(Source.DECISION, [record.item_id])


def _action_words(action_id: UUID, now: datetime) -> None:
    action: Action = _one(Action, action_id)
    action.wording, action.plain_words = gone(now), action.plain_words and gone(now)
    for answer in _those(PromiseAnswer, "action_id", action_id):
        answer.words = answer.words and gone(now)
        translations.forget(Source.PROMISE_ANSWER, [answer.id])
    translations.forget(Source.PROMISE, [action_id])


def _paper(paper_id: UUID, now: datetime) -> None:
    """Empty one paper. Its files are named by nobody from then on, and the sweep removes them."""
    paper: Paper = _one(Paper, paper_id)
    paper.title = gone(now)
    paper.withdrawn_reason = paper.withdrawn_reason and gone(now)
    for version in _those(PaperVersion, "paper_id", paper_id):
        version.blob = None
        for model in (PaperSection, PaperPicture):
            session.execute(delete(model).where(model.paper_version_id == version.id))
    session.execute(delete(PaperIntake).where(PaperIntake.paper_id == paper_id))


def _pack_note(note_id: UUID, now: datetime) -> None:
    del now
    session.execute(delete(PackNote).where(PackNote.id == note_id))


def _views(sheet_id: UUID, now: datetime) -> None:
    """Empty what was said for one item. Nobody names its files then, and the sweep removes them."""
    del now
    _forget_views(_one(ViewsSheet, sheet_id).item_id)


def _forget_views(item_id: UUID) -> None:
    """Take the answers and the summary of an item away. That they were asked and heard stays."""
    translations.forget(Source.VIEWS, [each.id for each in _those(ViewsAnswer, "item_id", item_id)])
    for model in (ViewsAnswer, ViewsSummary):
        session.execute(delete(model).where(model.item_id == item_id))


def _feedback(feedback_id: UUID, now: datetime) -> None:
    given: Feedback = _one(Feedback, feedback_id)
    given.words = given.words and gone(now)
    given.show_words = False


def _withdrawal_reason(item_id: UUID, now: datetime) -> None:
    _one(Item, item_id).withdrawn_reason = gone(now)


def _agenda(version_id: UUID, now: datetime) -> None:
    version: AgendaVersion = _one(AgendaVersion, version_id)
    version.late_reason = None
    version.withdrawn_reason = version.withdrawn_reason and gone(now)
    version.frozen = _without_names(version.frozen, None)


def _without_names(frozen: dict[str, Any], young_person_id: UUID | None) -> dict[str, Any]:
    """Return an agenda without what says who somebody is: everybody, or one young person."""
    of_them = {"reference": "", "item_type": ""}
    of_staff = {"social_worker": "", "manager": ""}
    rows = []
    for row in frozen["rows"]:
        if young_person_id is None:
            rows.append(row | of_them | of_staff)
        elif row.get("young_person_id") == str(young_person_id):
            rows.append(row | of_them)
        else:
            rows.append(row)
    whole = {"chair": "", "chair_sentence": ""} if young_person_id is None else {}
    return frozen | {"rows": rows} | whole


def _stand_in(attendance_id: UUID, now: datetime) -> None:
    del now
    _one(Attendance, attendance_id).stand_in = ""


def _message(message_id: UUID, now: datetime) -> None:
    message: Message = _one(Message, message_id)
    message.address = ""
    message.subject = message.body = gone(now)
    message.calendar = None


def _import_report(import_id: UUID, now: datetime) -> None:
    row: ReturnImport = _one(ReturnImport, import_id)
    row.report = {**row.report, "warnings": [], "findings_deleted": gone(now)}


def _preparation(item_id: UUID, now: datetime) -> None:
    """Empty what was written for an item before its panel."""
    for written in _those(Contribution, "item_id", item_id):
        written.answers = None
    for model in (Invitation, ViewsSought):
        for row in _those(model, "item_id", item_id):
            row.note = row.note and gone(now)
    session.execute(delete(ReminderSent).where(ReminderSent.item_id == item_id))
    for chosen in _those(ParticipationChoice, "item_id", item_id):
        chosen.answers = None
    _asked(item_id, now, wrong=False)


def _asked(item_id: UUID, now: datetime, *, wrong: bool) -> None:
    """Empty what they asked for, or what they said is wrong: that stays as long as they do."""
    for asked in _those(MeetingAsk, "item_id", item_id):
        if AskKind(asked.kind).at_any_time is not wrong:
            continue
        for name in ("whom", "why", "answer"):
            if getattr(asked, name):
                setattr(asked, name, gone(now))
        asked.person_id, asked.seat_key = None, ""
        if wrong and not asked.outcome:
            # It would wait for an answer for ever: nobody can look at words that are gone.
            asked.taken_back_at = asked.taken_back_at or now
        for source in (Source.ASK_ANSWER, Source.WRONG):
            translations.forget(source, [asked.id])


def _young_person(young_person_id: UUID, now: datetime) -> None:
    """Empty everything about a young person. What stays are counts, days and decisions' words."""
    person: YoungPerson = _one(YoungPerson, young_person_id)
    if person.child_code:
        keep_out(person, now)
        _forget_code(person.child_code, now)
    for item in _those(Item, "young_person_id", young_person_id):
        _item(item, young_person_id, now)
    for model in _THEIRS:
        session.execute(delete(model).where(model.young_person_id == young_person_id))
    for recusal in _those(Recusal, "young_person_id", young_person_id):
        recusal.reason = gone(now)
    _forget_decisions(young_person_id, now)
    _forget_agreements(young_person_id, now)
    person.reference = f"gone-{young_person_id.hex}"
    person.child_code = person.preferred_name = person.sex = None
    for post in Post:
        setattr(person, f"{post.value}_id", None)
        setattr(person, f"{post.value}_since", None)
    person.arrived_alone = person.address_protected = False
    person.born_on = date(person.born_on.year, 1, 1)


def _item(item: Item, young_person_id: UUID, now: datetime) -> None:
    """Empty everything that hangs on one of their items."""
    item.item_type = gone(now)
    if item.withdrawn_reason is not None:
        item.withdrawn_reason = gone(now)
    for record in _those(ItemRecord, "item_id", item.id):
        _record_words(record.id, now)
        for action in _those(Action, "item_record_id", record.id):
            _action_words(action.id, now)
    for visit in _those(Visit, "item_id", item.id):
        visit.reason = gone(now)
    for model in (ItemCost, Feedback):
        session.execute(delete(model).where(model.item_id == item.id))
    for message in _those(Message, "item_id", item.id):
        if message.audience == Audience.YOUNG_PERSON:
            message.address = ""
    for paper in _those(Paper, "item_id", item.id):
        _paper(paper.id, now)
    _preparation(item.id, now)
    _asked(item.id, now, wrong=True)
    _forget_views(item.id)
    for version in _those(AgendaVersion, "meeting_id", item.meeting_id):
        version.frozen = _without_names(version.frozen, young_person_id)


def _forget_code(code: str, now: datetime) -> None:
    """Take a child's code out of the reports on imports."""
    for row in session.scalars(select(ReturnImport).order_by(ReturnImport.id)):
        warnings = row.report.get("warnings", [])
        if any(str(each.get("value")) == code for each in warnings):
            told = [
                each | {"value": gone(now)} if str(each.get("value")) == code else each
                for each in warnings
            ]
            row.report = {**row.report, "warnings": told}


def _forget_decisions(young_person_id: UUID, now: datetime) -> None:
    """Empty the reasons given for holds and rulings, and the verdicts on copies."""
    for held in _those(LegalHold, "young_person_id", young_person_id):
        held.reason = gone(now)
        held.lift_reason = held.lift_reason and gone(now)
    for ruling in _those(Ruling, "young_person_id", young_person_id):
        ruling.reason = gone(now)
        ruling.end_reason = ruling.end_reason and gone(now)
    for asked in _those(CopyRequest, "young_person_id", young_person_id):
        asked.note = asked.note and gone(now)
        session.execute(delete(CopyVerdict).where(CopyVerdict.request_id == asked.id))


def _forget_agreements(young_person_id: UUID, now: datetime) -> None:
    """Empty their words, and the words about them. That they answered stays, and what."""
    for words in _those(AgreementWords, "young_person_id", young_person_id):
        for name in ("said", "limits", "language", "support"):
            if getattr(words, name):
                setattr(words, name, gone(now))
    for decided in _those(AgreementOverride, "young_person_id", young_person_id):
        decided.reason = decided.told = gone(now)
        translations.forget(Source.OVERRIDE, [decided.id])


def _staff(person_id: UUID, now: datetime) -> None:
    person: Person = _one(Person, person_id)
    person.name, person.job_title = SOMEBODY, ""
    person.email = f"{person_id.hex}{ADDRESS_GONE}"
    person.password_hash = None
    person.suspended_reason = person.suspended_reason and gone(now)
    for message in _those(Message, "recipient_id", person_id):
        message.address = ""
    for role in _those(RoleGrant, "person_id", person_id):
        role.reason = role.reason and gone(now)
    for model in _WAYS_IN:
        session.execute(delete(model).where(model.person_id == person_id))
    # What they wrote for themselves about somebody who is held or restricted goes by its own rule.
    kept = held_people() | restricted_people()
    notes = PackNote.person_id == person_id, PackNote.young_person_id.not_in(kept)
    session.execute(delete(PackNote).where(*notes))


_REMOVERS: dict[Kept, Callable[[UUID, datetime], None]] = {
    Kept.RECORD_WORDS: _record_words,
    Kept.ACTION_WORDS: _action_words,
    Kept.PAPERS: _paper,
    Kept.PREPARATION: _preparation,
    Kept.PACK_NOTES: _pack_note,
    Kept.VIEWS: _views,
    Kept.WITHDRAWAL_REASONS: _withdrawal_reason,
    Kept.AGENDAS: _agenda,
    Kept.ATTENDANCE: _stand_in,
    Kept.FEEDBACK: _feedback,
    Kept.MESSAGES: _message,
    Kept.IMPORT_REPORTS: _import_report,
    Kept.YOUNG_PEOPLE: _young_person,
    Kept.STAFF: _staff,
}
