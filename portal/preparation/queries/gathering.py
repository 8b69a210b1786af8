"""The evidence of many items at once, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, cast, literal, null, or_, select, union_all

from portal.agreements import queries as agreements
from portal.agreements.models import AgreementEvent
from portal.agreements.queries import Standing
from portal.agreements.rules import Kind, Why, of_age_at
from portal.cases.models import CareEpisode, CareReview
from portal.database import Instant, joins, session
from portal.panels.models import Visit
from portal.panels.policy import MeetingFacts
from portal.panels.queries import ItemRow
from portal.papers.models import Paper, PaperVersion
from portal.papers.rules.kinds import PaperKind, PaperState
from portal.people.models import Organisation, Person
from portal.preparation import own_answers, spoken
from portal.preparation.models import Contribution, Invitation, ViewsSought
from portal.preparation.rules.agencies import Agency, of_seat
from portal.preparation.rules.evidence import Again, Answered, Ask, Evidence, Given
from portal.preparation.rules.inviting import Outcome
from portal.variations.values import OrganisationKind
from portal.web.clock import LONDON

_AGAIN = {
    Why.TURNED_18: "They turned 18 since they were asked: ask again.",
    Why.THINKING: "They want time to think: ask again.",
    Why.NEW_PAPER: "A paper came since they were asked: ask about it.",
    Why.NEW_SECTIONS: "A paper has a new version since they were asked: ask about it.",
    Why.NEW_ORGANISATION: "An organisation joined since they were asked: ask about it.",
}


def evidence_of(
    items: Sequence[ItemRow],
    *,
    now: datetime,
    meetings: Mapping[UUID, MeetingFacts],
    providers: Collection[UUID],
) -> dict[UUID, Evidence]:
    """Return what is there of the preparation of some items, by item.

    `providers` are the items to which a provider is asked; `meetings` the items' meetings, by id.
    """
    ids = [item.id for item in items]
    people = {item.young_person_id for item in items}
    papers = _papers(ids)
    asks = _asks(items, meetings, now)
    iro_sits = {
        meeting_id
        for meeting_id, each in meetings.items()
        if any(of_seat(seat) is Agency.IRO for seat in each.seats.values())
    }
    written, care = _written(ids), _care(people)
    invited = own_answers.newest(_invitations(written), own_answers.of(ids))
    said = spoken.of(ids)
    found = {}
    for item in items:
        brought = papers.get(item.id, {})
        cared, wrote = care[item.young_person_id], written[item.id]
        invitation, answered = invited.get(item.id, (None, None))
        views, words = _their_views(
            brought.get(PaperKind.VIEWS), said.get(item.id, _SILENT), wrote.views
        )
        asked, again = asks[item.id]
        found[item.id] = Evidence(
            case_summary=brought.get(PaperKind.CASE_SUMMARY),
            last_review=cared.reviewed,
            care_planning_record=brought.get(PaperKind.CARE_PLANNING_RECORD),
            asked=asked,
            ask_again=again,
            invited=invitation,
            answered=answered,
            views=views,
            views_words=words,
            forms=wrote.forms,
            placement_paper=brought.get(PaperKind.PLACEMENT_INFORMATION),
            skills_paper=brought.get(PaperKind.INDEPENDENCE_SKILLS),
            provider_paper=brought.get(PaperKind.PROVIDER_INFORMATION),
            iro_paper=brought.get(PaperKind.IRO_VIEW),
            housing_paper=brought.get(PaperKind.HOUSING_OPTIONS),
            place=cared.place,
            in_care=cared.in_care,
            provider_asked=item.id in providers,
            iro_sits=item.meeting_id in iro_sits,
            manager=item.manager,
            stand_in=item.stand_in if item.own.stand_in_id else "",
        )
    return found


_SILENT = spoken.Spoken(None)


def _their_views(
    paper: Given | None, said: spoken.Spoken, written: tuple[Given | None, str]
) -> tuple[Given | None, str]:
    """Return their views, or what was tried where there are none; and what is to be said of it."""
    there = paper or said.given
    if there is not None:
        return there, ""
    given, words = written
    return given, words or said.words


@dataclass(slots=True)
class _Written:
    """What was written down about one item: each agency's form, the invitation, their views."""

    forms: dict[Agency, Given] = field(default_factory=dict)
    invited: own_answers.Answer | None = None
    views: tuple[Given | None, str] = (None, "")


def _part(kind: str, table: Any, by: Any, **known: Any) -> Select[Any]:
    """Return one part of what was written: the same columns of each, null where it has none."""
    columns = {
        "at": cast(null(), Instant()),
        "day": cast(null(), Date()),
        "as_of": cast(null(), Date()),
        "number": literal(0),
        **known,
    }
    return select(
        literal(kind).label("kind"),
        table.item_id.label("item_id"),
        table.id.label("id"),
        by.name.label("name"),
        *(column.label(name) for name, column in columns.items()),
    ).select_from(table)


def _invitations(written: Mapping[UUID, _Written]) -> dict[UUID, own_answers.Answer]:
    """Return the invitations that were written down, by item."""
    return {key: each.invited for key, each in written.items() if each.invited is not None}


def _written(item_ids: Collection[UUID]) -> dict[UUID, _Written]:
    """Return when each agency last wrote and by whom, never what; who was invited; whose views.

    Where no views came, what was tried (R52). In one query.
    """
    forms = _part(
        "form",
        Contribution,
        Person,
        word=Contribution.agency,
        at=Contribution.given_at,
        as_of=Contribution.as_of,
        number=Contribution.version,
    ).join(Person, joins(Contribution, "given_by", Person))
    invited = _part(
        "invited",
        Invitation,
        Person,
        word=Invitation.answer,
        day=Invitation.invited_on,
        number=Invitation.number,
    ).join(Person, joins(Invitation, "invited_by", Person))
    views = _part(
        "views",
        ViewsSought,
        Person,
        word=ViewsSought.outcome,
        day=ViewsSought.tried_on,
        number=ViewsSought.number,
    ).join(Person, joins(ViewsSought, "recorded_by", Person))
    every = union_all(
        forms.where(Contribution.item_id.in_(item_ids)),
        invited.where(Invitation.item_id.in_(item_ids)),
        views.where(ViewsSought.item_id.in_(item_ids)),
    )
    found: dict[UUID, _Written] = defaultdict(_Written)
    for row in session.execute(every.order_by("item_id", "at", "number", "id")):
        of_item = found[row.item_id]
        if row.kind == "form":
            of_item.forms[Agency(row.word)] = Given(_day(row.at), row.name, row.as_of)
        elif row.kind == "invited":
            of_item.invited = Given(row.day, row.name), Answered(row.word)
        else:
            outcome = Outcome(row.word)
            given = Given(row.day, row.name) if outcome.settles else None
            of_item.views = given, outcome.found
    return found


def _papers(item_ids: Collection[UUID]) -> dict[UUID, dict[PaperKind, Given]]:
    """Return each item's ready papers by kind, with who made the newest version."""
    rows = session.execute(
        select(
            Paper.item_id,
            Paper.kind,
            Paper.written_on,
            PaperVersion.made_at,
            Person.name,
        )
        .join(
            PaperVersion,
            (PaperVersion.authority_id == Paper.authority_id) & (PaperVersion.paper_id == Paper.id),
        )
        .join(Person, joins(PaperVersion, "made_by", Person))
        .where(Paper.item_id.in_(item_ids), Paper.state == PaperState.READY.value)
        .order_by(Paper.item_id, Paper.written_on, PaperVersion.number, Paper.id)
    )
    found: dict[UUID, dict[PaperKind, Given]] = defaultdict(dict)
    for row in rows:
        found[row.item_id][PaperKind(row.kind)] = Given(_day(row.made_at), row.name, row.written_on)
    return found


def _asks(
    items: Sequence[ItemRow], meetings: Mapping[UUID, MeetingFacts], now: datetime
) -> dict[UUID, tuple[dict[Ask, Given], dict[Ask, Again]]]:
    """Return which agreements were asked for each item, and which must be asked again, and why."""
    standings = agreements.standings([item.id for item in items])
    new_papers = agreements.papers_to_ask_again(
        [(item.facts, meetings[item.meeting_id]) for item in items], standings, now
    )
    asked_of = _asked({item.young_person_id for item in items}, [item.id for item in items])
    found = {}
    for item in items:
        asked: dict[Ask, Given] = {}
        again: dict[Ask, Again] = {}
        standing = standings.get(item.id)
        for ask in Ask:
            key = None if ask is Ask.REFER_TO_HOUSING else item.id
            newest = asked_of.get((item.young_person_id, key, ask))
            if newest is None or standing is None:
                continue
            asked[ask] = newest
            if ask is Ask.SHARE_PAPERS:
                found_new = new_papers.get(item.id)
                if found_new is not None:
                    again[ask] = Again(_AGAIN[found_new.why], found_new.since)
                continue
            why = standing.asks(Kind(ask.value), now).why
            if why in _AGAIN:
                since = _of_age(standing) if why is Why.TURNED_18 else newest.on
                again[ask] = Again(_AGAIN[why], since)
        found[item.id] = (asked, again)
    return found


def _of_age(standing: Standing) -> date:
    return _day(of_age_at(standing.history.born_on))


def _asked(
    people: Collection[UUID], item_ids: Collection[UUID]
) -> dict[tuple[UUID, UUID | None, Ask], Given]:
    """Return the newest answer of each kind: when, and who asked."""
    rows = session.execute(
        select(
            AgreementEvent.young_person_id,
            AgreementEvent.item_id,
            AgreementEvent.kind,
            AgreementEvent.answered_on,
            Person.name,
        )
        .outerjoin(Person, joins(AgreementEvent, "asked_by", Person))
        .where(
            AgreementEvent.young_person_id.in_(people),
            or_(AgreementEvent.item_id.in_(item_ids), AgreementEvent.item_id.is_(None)),
        )
        .order_by(AgreementEvent.young_person_id, AgreementEvent.seq)
    )
    return {
        (row.young_person_id, row.item_id, Ask(row.kind)): Given(
            row.answered_on, row.name or "the young person in the portal"
        )
        for row in rows
    }


@dataclass(slots=True)
class _Care:
    """One young person's newest placement code, whether that episode is open, the last review."""

    place: str | None = None
    in_care: bool = True
    reviewed: date | None = None


def _care(people: Collection[UUID]) -> dict[UUID, _Care]:
    """Return what the return says of each of them, in one query."""
    episodes = select(
        literal("episode").label("kind"),
        CareEpisode.young_person_id.label("young_person_id"),
        CareEpisode.started_on.label("day"),
        CareEpisode.ended_on.label("ended_on"),
        CareEpisode.place.label("place"),
    ).where(CareEpisode.young_person_id.in_(people))
    reviews = select(
        literal("review"),
        CareReview.young_person_id,
        CareReview.held_on,
        cast(null(), Date()),
        literal(""),
    ).where(CareReview.young_person_id.in_(people))
    found: dict[UUID, _Care] = defaultdict(_Care)
    every: Any = union_all(episodes, reviews)
    for row in session.execute(every.order_by("young_person_id", "day", "kind")):
        of_person = found[row.young_person_id]
        if row.kind == "review":
            of_person.reviewed = row.day
        else:
            of_person.place, of_person.in_care = row.place or None, row.ended_on is None
    return found


def providers_asked(item_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Return who of a provider is asked to each item, and still may come, by name."""
    rows = session.execute(
        select(Visit.item_id, Visit.person_id)
        .join(Person, joins(Visit, "person_id", Person))
        .join(Organisation, joins(Person, "organisation_id", Organisation))
        .where(
            Visit.item_id.in_(item_ids),
            Visit.ended_at.is_(None),
            Organisation.kind == OrganisationKind.PROVIDER.value,
        )
        .order_by(Visit.item_id, Person.name, Visit.person_id)
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row.person_id)
    return {item_id: tuple(dict.fromkeys(ids)) for item_id, ids in found.items()}


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
