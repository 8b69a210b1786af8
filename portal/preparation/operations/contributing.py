"""An agency's own form for one item: one version a save, none ever changed (R57-R61, R73)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal import audit
from portal.database import flush, session
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.panels import hearing
from portal.panels import operations as panels
from portal.panels import queries as panel_queries
from portal.panels.operations import ItemAt
from portal.papers.operations import address_problems
from portal.people import decisions
from portal.people import queries as people
from portal.people.policy import Actor
from portal.preparation import policy, queries
from portal.preparation.models import Contribution
from portal.preparation.queries import AnswerRow
from portal.preparation.queries.brought import answers_to_json
from portal.preparation.rules import questions
from portal.preparation.rules.agencies import Agency, of_guest, stream_of
from portal.preparation.rules.questions import Answer, AnswerProblemsError, Answers
from portal.variations.values import OrganisationKind
from portal.web.clock import LONDON

CHANGED = "Somebody else saved this while you were working on it."
NOT_DISCUSSED = "This young person is not being discussed now, so nothing can be added."
OVER = "The record of this item is filed, so nothing can be added to it here."


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who writes an agency's form for one item, and what there is of it."""

    item_id: UUID
    young_person_id: UUID
    district_id: str
    agency: Agency
    stream: str
    organisation_id: UUID | None
    newest: AnswerRow | None
    over: bool
    stopped: bool = False
    """Whether its young person may not be discussed any more: nothing is added then."""

    @property
    def version(self) -> int:
        """The number of the newest version, 0 before the first."""
        return self.newest.version if self.newest else 0

    def opens_with(self) -> tuple[dict[str, Answer], AnswerRow | None]:
        """Return what the form opens with: what is saved, else what was said last time."""
        if self.newest is not None:
            return self.newest.answers, None
        return queries.from_last_time(
            agency=self.agency,
            stream=self.stream,
            item_id=self.item_id,
            young_person_id=self.young_person_id,
        )


def writer_at(
    *, actor: Actor, item_id: UUID, agency: Agency, now: datetime
) -> tuple[Writer, ItemAt]:
    """Return somebody as the writer of an agency's form for an item of a panel they belong to.

    NotFoundError for whom the item is not there, ForbiddenError for whoever speaks for others.
    """
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    panels.require_open(actor, found, now)
    policy.require_writing(actor, agency, found.facts, found.about)
    item = found.item
    return _writer(
        actor,
        item_id=item.id,
        young_person_id=item.young_person_id,
        district_id=item.district_id,
        agency=agency,
        over=found.over,
        stopped=hearing.is_lost(item_id, now),
    ), found


def guest_writer(*, actor: Actor, item_id: UUID) -> Writer:
    """Return somebody asked to one item as the writer of their own form for it (R37, R40).

    NotFoundError where their visit is not open.
    """
    visit = next((each for each in actor.visits if each.item_id == item_id), None)
    if visit is None:
        raise NotFoundError("There is no such item.")
    decisions.allowed("writing one’s own form for an item one is asked to")
    person = people.person(actor.person_id)
    kind = None
    if person.organisation_id is not None:
        kind = OrganisationKind(people.organisation(person.organisation_id).kind)
    return _writer(
        actor,
        item_id=item_id,
        young_person_id=visit.young_person_id,
        district_id=visit.district_id,
        agency=of_guest(kind),
        over=panel_queries.item_row(item_id).closed_at is not None,
    )


def _writer(
    actor: Actor,
    *,
    item_id: UUID,
    young_person_id: UUID,
    district_id: str,
    agency: Agency,
    over: bool,
    stopped: bool = False,
) -> Writer:
    organisation_id = people.person(actor.person_id).organisation_id
    stream = stream_of(agency, organisation_id, actor.person_id)
    newest = queries.newest_answer(item_id, stream)
    return Writer(
        item_id,
        young_person_id,
        district_id,
        agency,
        stream,
        organisation_id,
        newest,
        over,
        stopped,
    )


def contribute(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    agency: Agency,
    version: int,
    answers: Answers,
) -> int:
    """Save an agency's form for an item; return the number of its version.

    ``version`` is the one the page was drawn with, 0 before the first. AnswerProblemsError lists
    all that is wrong; ConflictError where somebody saved since; RuleError once it is filed, or
    where its young person may not be discussed any more.
    """
    writer, _ = writer_at(actor=actor, item_id=item_id, agency=agency, now=now)
    _refuse_stopped(item_id, now)
    return _save(writer, actor, now, version, answers)


def contribute_as_guest(
    *, actor: Actor, now: datetime, item_id: UUID, version: int, answers: Answers
) -> int:
    """Save the form of somebody asked to one item. Errors as `contribute`, or it was stopped."""
    _refuse_stopped(item_id, now)
    return _save(guest_writer(actor=actor, item_id=item_id), actor, now, version, answers)


def _refuse_stopped(item_id: UUID, now: datetime) -> None:
    """Raise RuleError where an item may not be heard; what says so is held until the commit."""
    if hearing.is_lost(item_id, now, holding=True):
        raise RuleError(NOT_DISCUSSED)


def _save(writer: Writer, actor: Actor, now: datetime, version: int, answers: Answers) -> int:
    if writer.over:
        raise RuleError(OVER)
    problems = questions.problems(writer.agency, answers, now.astimezone(LONDON).date())
    typed = {key: said for key, said in answers.items() if isinstance(said, str)}
    problems += address_problems(writer.young_person_id, typed)
    if problems:
        raise AnswerProblemsError(problems)
    if writer.version != version:
        raise ConflictError(CHANGED)
    made = Contribution(
        district_id=writer.district_id,
        item_id=writer.item_id,
        young_person_id=writer.young_person_id,
        agency=writer.agency.value,
        stream=writer.stream,
        version=version + 1,
        organisation_id=writer.organisation_id,
        answers=answers_to_json(answers),
        as_of=questions.day_in(answers, "as_of"),
        given_by=actor.person_id,
        given_at=now,
    )
    session.add(made)
    try:
        flush()
    except ConflictError as error:  # another request saved this version at the same moment
        raise ConflictError(CHANGED) from error
    audit.record(
        event="preparation:form:saved",
        subject=("item", writer.item_id),
        district_id=writer.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={"agency": writer.agency.value, "version": made.version},
    )
    return made.version
