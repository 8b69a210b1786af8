"""Feedback given, changed and taken back; and what changed because of it, written down (R84)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from portal import audit
from portal.database import flush, session
from portal.feedback import queries
from portal.feedback.models import Feedback, FeedbackChange
from portal.feedback.rules import LONGEST_WORDS, Face, translating
from portal.feedback.rules.translating import InLanguage
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.people.policy import Actor, Permission, require
from portal.web.clock import LONDON
from portal.web.languages import Language

CHANGED = "Somebody else saved this while you were working on it."


def give(
    *,
    now: datetime,
    young_person_id: UUID,
    face: Face,
    words: str = "",
    show_words: bool = False,
) -> Feedback:
    """Write down what a young person thought of their newest panel; again changes what they said.

    Whoever calls this has made sure that it is them. The trail says that feedback was given and
    not which: it stands beside names. NotFoundError before their time at a panel is over, and once
    answers of that quarter are shown; RuleError (field `words`) for more than can be kept.
    """
    heard = _open_panel(young_person_id, now)
    if len(words) > LONGEST_WORDS:
        raise RuleError(f"Enter at most {LONGEST_WORDS:,} characters", field="words")
    row = queries.of_item(heard.item_id)
    if row is None:
        row = Feedback(
            district_id=heard.district_id,
            item_id=heard.item_id,
            face=face.value,
            given_on=now.astimezone(LONDON).date(),
        )
        session.add(row)
    row.face, row.words, row.show_words = face.value, words, bool(words) and show_words
    flush()
    _tell_item("feedback:answer:given", heard, now)
    return row


def take_back(*, now: datetime, young_person_id: UUID) -> None:
    """Remove what a young person thought of their newest panel. Doing so again changes nothing.

    NotFoundError as `give` raises it.
    """
    heard = _open_panel(young_person_id, now)
    row = queries.of_item(heard.item_id)
    if row is None:
        return
    session.delete(row)
    flush()
    _tell_item("feedback:answer:taken_back", heard, now)


def _open_panel(young_person_id: UUID, now: datetime) -> queries.Heard:
    heard = queries.newest_heard(young_person_id, now.astimezone(LONDON))
    if heard is None or not heard.open:
        raise NotFoundError("There is no meeting to tell us about now.")
    return heard


def write_change(
    *,
    actor: Actor,
    now: datetime,
    district_id: str,
    heard: str,
    changed: str,
    change_id: UUID | None = None,
    version: int = 0,
) -> FeedbackChange:
    """Write down what changed because of feedback, or write one anew where an id is given.

    RuleError (fields `heard`, `changed`); ConflictError where somebody saved it since;
    NotFoundError for one of another district.
    """
    require(actor, Permission.FEEDBACK_WRITE, district_id)
    if not heard.strip():
        raise RuleError("Enter what young people said", field="heard")
    if not changed.strip():
        raise RuleError("Enter what changed", field="changed")
    if change_id is None:
        row = FeedbackChange(district_id=district_id, heard=heard, changed=changed)
        session.add(row)
    else:
        row = _change_at(change_id, district_id, version)
    row.heard, row.changed = heard, changed
    row.written_by, row.written_at, row.shown = actor.person_id, now, True
    flush()
    _tell_change("feedback:change:written", row, actor, now)
    return row


def take_off(
    *, actor: Actor, now: datetime, district_id: str, change_id: UUID, version: int
) -> FeedbackChange:
    """Take something off the pages; it stays here and can be shown again by saving it.

    Raises as `write_change` does.
    """
    require(actor, Permission.FEEDBACK_WRITE, district_id)
    row = _change_at(change_id, district_id, version)
    row.shown, row.written_by, row.written_at = False, actor.person_id, now
    flush()
    _tell_change("feedback:change:taken_off", row, actor, now)
    return row


def translate_change(
    *,
    actor: Actor,
    now: datetime,
    district_id: str,
    change_id: UUID,
    version: int,
    language: Language,
    heard: str,
    changed: str,
    made_by: str,
) -> FeedbackChange:
    """Keep what changed in another language; without words what stood in it is taken back.

    RuleError (fields `heard`, `changed`, `made_by`); else as `write_change` raises.
    """
    require(actor, Permission.FEEDBACK_WRITE, district_id)
    wrong = translating.problem(heard, changed, made_by)
    if wrong is not None:
        raise wrong
    row = _change_at(change_id, district_id, version)
    others = {code: held for code, held in row.translations.items() if code != language.code}
    if heard.strip():
        digest = translating.made_of(row.heard, row.changed)
        words = InLanguage(heard=heard, changed=changed, by=made_by.strip(), digest=digest)
        others[language.code] = words.as_json
    row.translations = others
    flush()
    _tell_change("feedback:change:translated", row, actor, now, {"language": language.code})
    return row


def _change_at(change_id: UUID, district_id: str, version: int) -> FeedbackChange:
    row = queries.change(change_id)
    if row.district_id != district_id:
        raise NotFoundError
    if row.version != version:
        raise ConflictError(CHANGED)
    return row


def _tell_item(event: str, heard: queries.Heard, now: datetime) -> None:
    audit.record(
        event=event,
        subject=("item", heard.item_id),
        district_id=heard.district_id,
        actor_id=None,
        now=now,
        facts={},
    )


def _tell_change(
    event: str,
    row: FeedbackChange,
    actor: Actor,
    now: datetime,
    facts: Mapping[str, object] | None = None,
) -> None:
    audit.record(
        event=event,
        subject=("feedback_change", row.id),
        district_id=row.district_id,
        actor_id=actor.person_id,
        now=now,
        facts=dict(facts or {}),
    )
