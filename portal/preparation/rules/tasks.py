"""What must be ready for an item, whose work it is, by when, and how far it has come.

One pure function, `tasks`: facts in, tasks out. Every page, reminder and file asks it, so that
nobody is told one thing here and another there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.kernel import deadlines
from portal.kernel.deadlines import Deadline, DeadlineState
from portal.kernel.timeline import add_months
from portal.kernel.wording import counted, long_date, plain_date
from portal.kernel.working_days import Calendar
from portal.papers.rules.kinds import KINDS, PaperKind
from portal.papers.rules.kinds import Owner as Owns
from portal.preparation.rules.agencies import Agency
from portal.preparation.rules.evidence import Answered, Ask, Evidence, Given
from portal.preparation.rules.keys import TaskKey
from portal.preparation.rules.owners import Chain, Level, Owner, Post, offered
from portal.preparation.rules.questions import CURRENT_FOR

SUMMARY_MONTHS = 3
"""How old a case summary may be on the panel day (R47). Three months is the longest that a visit
may be away in a settled home (SI 2010/959 regulation 28): an older summary may leave out all that
the last visit found."""
ASK_DAYS = 3
"""Working days before the agenda is due by which a young person has been asked and invited, so that
after a no there is still time to seek their views, or to offer the slot to somebody else."""


class State(StrEnum):
    """How far a task has come."""

    LATE = "late"
    WAITING = "waiting"
    DONE = "done"
    NOT_NEEDED = "not_needed"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return {
            State.LATE: "Late",
            State.WAITING: "To do",
            State.DONE: "Done",
            State.NOT_NEEDED: "Not needed",
        }[self]


@dataclass(frozen=True, slots=True)
class Timetable:
    """When one item is heard, since when it is on the agenda, and the deadlines it has.

    `agenda` is when the agenda must be out (R62), `papers` when its papers must be fetched (R55).
    """

    panel_day: date
    nominated_on: date
    agenda: Deadline
    papers: Deadline
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Task:
    """Something that must be ready for one item."""

    key: TaskKey
    owner: Owner
    chain: Chain
    due: Deadline
    why: str
    """Why this blocks, in one sentence."""
    state: State
    found: str
    """How far it has come and what is there, as a sentence."""
    agency: Agency | None = None
    """Whose form does it; None where there is none."""
    post: Post = Post.SOCIAL_WORKER
    """Whose work it is, also where somebody else is asked."""
    again_since: date | None = None
    """The day it opened again, after it had been done."""

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to do it."""
        return self.state in {State.WAITING, State.LATE}


Posts = Mapping[Post, Chain]
Finding = tuple[State | None, str]
"""What is there: done or not needed with its sentence; None with what is wrong where it is open."""


def tasks(
    evidence: Evidence,
    timetable: Timetable,
    posts: Posts,
    now_local: datetime,
    givers: tuple[str, ...] = (),
) -> tuple[Task, ...]:
    """Return everything that must be ready for an item, in the order of `TaskKey` (R47-R61, R71).

    Late is what is open after its date; nothing is ever left out because nobody holds a post.
    ``givers`` are those who give roles, by name, for where a chain ends.
    """
    found = []
    for key, rule in _RULES.items():
        post = rule.post(evidence)
        chain = posts.get(post) or (Level(post.label),)
        again = _again_since(key, evidence, timetable)
        due = due_date(rule.early, timetable, again)
        state, said = rule.finding(evidence, timetable)
        if state is None:
            state, said = _open(due, now_local, said)
        owner = offered(chain, post, own_alone=key in OWN_ALONE, givers=givers)
        found.append(Task(key, owner, chain, due, rule.why, state, said, post.agency, post, again))
    return tuple(found)


_ASKS = {
    TaskKey.BE_DISCUSSED: Ask.BE_DISCUSSED,
    TaskKey.SHARE_PAPERS: Ask.SHARE_PAPERS,
    TaskKey.REFER_TO_HOUSING: Ask.REFER_TO_HOUSING,
}

OWN_ALONE = frozenset({*_ASKS, TaskKey.PROVIDER})
"""What only the post's own people do: those who work with a young person write down what they
answered, and only a provider says what its scheme offers. Whoever is next finds somebody who does.
"""


def _again_since(key: TaskKey, evidence: Evidence, timetable: Timetable) -> date | None:
    """Return the day from which on something asked before is asked again, None where it is not."""
    ask = _ASKS.get(key)
    again = None if ask is None else evidence.ask_again.get(ask)
    if again is None or again.since is None or again.since <= timetable.nominated_on:
        return None
    return again.since


@dataclass(frozen=True, slots=True)
class _Rule:
    """One task's rule: whose work, how early, why it blocks, and what is there."""

    post: Callable[[Evidence], Post]
    early: int | None
    """Working days before the agenda's day; None: the day the papers are fetched (A1)."""
    why: str
    finding: Callable[[Evidence, Timetable], Finding]


def due_date(early: int | None, timetable: Timetable, again: date | None = None) -> Deadline:
    """Find when a task is due, by the district's own notice (R55, R62; A1).

    What opened `again` gets its working day from that day on.
    """
    if early is None:
        return timetable.papers
    asked = deadlines.Asked(timetable.nominated_on)
    if again is not None:
        asked = deadlines.Asked(again, "it opened again")
    return deadlines.task_due(
        timetable.agenda, timetable.panel_day, asked, early, timetable.calendar
    )


def _open(due: Deadline, now_local: datetime, wrong: str) -> tuple[State, str]:
    """Say where an open task stands, with what is wrong with what there is."""
    said = f"{wrong} " if wrong else ""
    where = deadlines.state(due, now_local)
    if where is DeadlineState.LATE:
        days = (now_local.date() - due.due).days
        late = f"Late by {counted(days, 'day')}" if days else "Late since today"
        return State.LATE, f"{said}{late}: it was due on {long_date(due.due)}."
    when = "today" if where is DeadlineState.DUE_TODAY else f"by {long_date(due.due)}"
    return State.WAITING, f"{said}Needed {when}."


def done(given: Given) -> str:
    """Say that something is there, since when and by whom."""
    return f"Done on {plain_date(given.on)} by {given.by}."


def _there(given: Given | None) -> Finding:
    return (None, "") if given is None else (State.DONE, done(given))


def _case_summary(evidence: Evidence, timetable: Timetable) -> Finding:
    """R47: updated before the panel; one from before the last review says nothing of it."""
    given = evidence.case_summary
    if given is None:
        return None, "There is no case summary."
    of = given.content_day
    if evidence.last_review is not None and of < evidence.last_review:
        reviewed = plain_date(evidence.last_review)
        return None, f"To be updated: it is of {plain_date(of)}, before the review of {reviewed}."
    if add_months(of, SUMMARY_MONTHS) < timetable.panel_day:
        months = counted(SUMMARY_MONTHS, "month")
        return None, f"To be updated: it is of {plain_date(of)}, more than {months} before."
    return State.DONE, f"{done(given)} It is of {plain_date(of)}."


def _fetched(evidence: Evidence, timetable: Timetable) -> Finding:
    """R53: what is in the portal is without the section; one to be updated is fetched again."""
    state, said = _case_summary(evidence, timetable)
    if state is None and evidence.case_summary is not None:
        return None, f"To be fetched again once it is updated: {said.partition(': ')[2]}"
    return state, said


def _care_planning(evidence: Evidence, timetable: Timetable) -> Finding:
    """R48, R54: the record of the last meeting, so one from before the last review is not it."""
    del timetable
    given = evidence.care_planning_record
    if given is None:
        return None, "There is no record on file."
    of = given.content_day
    if evidence.last_review is not None and of < evidence.last_review:
        reviewed = plain_date(evidence.last_review)
        return None, f"The record is of {plain_date(of)}, before the review of {reviewed}."
    return State.DONE, f"{done(given)} It is of {plain_date(of)}."


def _asked(ask: Ask) -> Callable[[Evidence, Timetable], Finding]:
    """R49, R50: asked is done, whatever the answer; a no is an answer, and nobody is chased.

    What was asked before they turned 18, or before a paper came, is asked again (A11).
    """

    def finding(evidence: Evidence, timetable: Timetable) -> Finding:
        del timetable
        given = evidence.asked.get(ask)
        if given is None:
            return None, "They have not been asked."
        if ask in evidence.ask_again:
            return None, evidence.ask_again[ask].sentence
        return State.DONE, f"Asked on {plain_date(given.on)} by {given.by}."

    return finding


def _invitation(evidence: Evidence, timetable: Timetable) -> Finding:
    """R51: whoever was invited was, also where they have not answered."""
    del timetable
    if evidence.invited is None:
        return None, "They have not been invited."
    answer = (evidence.answered or Answered.NO_ANSWER).label
    return State.DONE, f"Invited on {plain_date(evidence.invited.on)}. {answer}."


def _views(evidence: Evidence, timetable: Timetable) -> Finding:
    """R52: who does not come is asked for their views; what was tried counts where none came."""
    del timetable
    if evidence.views is not None:
        return State.DONE, f"{done(evidence.views)} {evidence.views_words}".strip()
    if evidence.answered is not None and evidence.answered.takes_part:
        return State.NOT_NEEDED, f"{evidence.answered.label} and speak for themselves."
    return None, evidence.views_words


def views_pressing(tasks: Iterable[Task], today: date) -> Task | None:
    """Return the task to ask for views once time is short, None where none are missing.

    It is short from the day by which they are invited (`ASK_DAYS`): who does not come is asked.
    """
    by_key = {task.key: task for task in tasks}
    invited, views = by_key[TaskKey.INVITATION], by_key[TaskKey.VIEWS]
    return views if views.is_open and today >= invited.due.due else None


def _housing(evidence: Evidence, timetable: Timetable) -> Finding:
    """R57: current on the panel day (`questions.CURRENT_FOR`)."""
    given = evidence.forms.get(Agency.HOUSING) or evidence.housing_paper
    if given is None:
        return None, ""
    if given.content_day < timetable.panel_day - CURRENT_FOR:
        return None, f"Out of date: it is of {plain_date(given.content_day)}."
    return State.DONE, f"{done(given)} It is of {plain_date(given.content_day)}."


def _placement(evidence: Evidence, timetable: Timetable) -> Finding:
    """R58: what ART got from the placement."""
    del timetable
    if not evidence.in_care:
        return State.NOT_NEEDED, "They are no longer in care, so there is no placement to ask."
    return _there(evidence.forms.get(Agency.ACCESS_TO_RESOURCES) or evidence.placement_paper)


def _future_homes(evidence: Evidence, timetable: Timetable) -> Finding:
    """R59: availability and suitability, by ART's form alone: a paper cannot be compared."""
    del timetable
    return _there(evidence.forms.get(Agency.ACCESS_TO_RESOURCES))


def looks_after(place: str | None) -> Post | None:
    """Return which service looks after them, by the return's placement code (R60).

    U is foster care, K and R are homes and schools, H5 and S1 too. None: neither, or not known.
    """
    code = (place or "").upper()
    if code.startswith("U"):
        return Post.FOSTERING
    if code.startswith(("K", "R")) or code in {"H5", "S1"}:
        return Post.RESIDENTIAL
    return None


def _who_teaches(evidence: Evidence) -> Post:
    """Whoever looks after them; where nobody does, the fostering seat is asked whom to ask."""
    return looks_after(evidence.place) or Post.FOSTERING


def _independence(evidence: Evidence, timetable: Timetable) -> Finding:
    """R60, R61: fostering or residential, whichever looks after them."""
    del timetable
    forms = evidence.forms
    given = forms.get(Agency.FOSTERING) or forms.get(Agency.RESIDENTIAL) or evidence.skills_paper
    if given is not None:
        return _there(given)
    if not evidence.in_care:
        return State.NOT_NEEDED, "They are no longer in care: their personal adviser says."
    if evidence.place and looks_after(evidence.place) is None:
        return State.NOT_NEEDED, "Neither foster carers nor a home look after them."
    if not evidence.place:
        return None, "The return does not say where they live."
    return None, ""


def _provider(evidence: Evidence, timetable: Timetable) -> Finding:
    """R13, R37: where a provider is asked to this item."""
    del timetable
    given = evidence.forms.get(Agency.PROVIDER) or evidence.provider_paper
    if given is None and not evidence.provider_asked:
        return State.NOT_NEEDED, "No provider is asked to this item."
    return _there(given)


def _iro_view(evidence: Evidence, timetable: Timetable) -> Finding:
    """R15: the IRO's own view, where the panel has that seat in use (A7)."""
    del timetable
    given = evidence.forms.get(Agency.IRO) or evidence.iro_paper
    if given is None and not evidence.iro_sits:
        return State.NOT_NEEDED, "This panel has no seat for the reviewing officers."
    return _there(given)


def _who_comes(evidence: Evidence, timetable: Timetable) -> Finding:
    """R70, R71: somebody who can speak to the plan comes, whatever happens that day."""
    del timetable
    if evidence.stand_in:
        since = f" since {plain_date(evidence.stand_in_since)}" if evidence.stand_in_since else ""
        return State.DONE, f"{evidence.stand_in} comes in the social worker’s place{since}."
    if evidence.manager:
        return State.DONE, f"{evidence.manager} comes if the social worker cannot."
    return None, "No manager is named."


def _by(post: Post) -> Callable[[Evidence], Post]:
    return lambda _evidence: post


_POSTS = {Owns.SOCIAL_WORKER: Post.SOCIAL_WORKER, Owns.CASE_SUPPORT: Post.CASE_SUPPORT}


def _fetches(kind: PaperKind) -> Callable[[Evidence], Post]:
    """Whoever fetches a paper, by the one list that the page of papers asks too (R53, R54)."""
    return _by(_POSTS[KINDS[kind].fetched_by or KINDS[kind].owner])


_AGENDA_DAY = 0
_OWN = _by(Post.SOCIAL_WORKER)
_RULES: dict[TaskKey, _Rule] = {
    TaskKey.BE_DISCUSSED: _Rule(
        _OWN,
        ASK_DAYS,
        "Without their agreement the panel cannot hear them.",
        _asked(Ask.BE_DISCUSSED),
    ),
    TaskKey.SHARE_PAPERS: _Rule(
        _OWN,
        ASK_DAYS,
        "Without their agreement nobody is given their papers.",
        _asked(Ask.SHARE_PAPERS),
    ),
    TaskKey.REFER_TO_HOUSING: _Rule(
        _OWN,
        ASK_DAYS,
        "Without their agreement housing cannot look for them by name.",
        _asked(Ask.REFER_TO_HOUSING),
    ),
    TaskKey.INVITATION: _Rule(
        _OWN,
        ASK_DAYS,
        "Without an invitation they cannot decide whether to come.",
        _invitation,
    ),
    TaskKey.VIEWS: _Rule(
        _OWN, _AGENDA_DAY, "The panel must hear what they want before it decides.", _views
    ),
    TaskKey.CASE_SUMMARY: _Rule(
        _OWN, None, "Everybody prepares from it, so an old one misleads them all.", _case_summary
    ),
    TaskKey.SUMMARY_FETCHED: _Rule(
        _fetches(PaperKind.CASE_SUMMARY),
        None,
        "Only what is in the portal reaches its readers, and never that section.",
        _fetched,
    ),
    TaskKey.CARE_PLANNING_RECORD: _Rule(
        _fetches(PaperKind.CARE_PLANNING_RECORD),
        None,
        "The panel’s plan must fit what the last meeting decided.",
        _care_planning,
    ),
    TaskKey.HOUSING: _Rule(
        _by(Post.HOUSING),
        _AGENDA_DAY,
        "Without it the panel cannot say which homes are realistic.",
        _housing,
    ),
    TaskKey.PLACEMENT: _Rule(
        _by(Post.ACCESS_TO_RESOURCES),
        _AGENDA_DAY,
        "The panel cannot plan a move without knowing how things are now.",
        _placement,
    ),
    TaskKey.FUTURE_HOMES: _Rule(
        _by(Post.ACCESS_TO_RESOURCES),
        _AGENDA_DAY,
        "The panel compares it with what the young person prefers.",
        _future_homes,
    ),
    TaskKey.INDEPENDENCE: _Rule(
        _who_teaches,
        _AGENDA_DAY,
        "A home lasts only where the skills to keep it are there.",
        _independence,
    ),
    TaskKey.PROVIDER: _Rule(
        _by(Post.PROVIDER),
        _AGENDA_DAY,
        "The panel cannot weigh a scheme it knows nothing of.",
        _provider,
    ),
    TaskKey.IRO_VIEW: _Rule(
        _by(Post.IRO),
        _AGENDA_DAY,
        "Nobody else at the panel is there to challenge the plan.",
        _iro_view,
    ),
    TaskKey.WHO_COMES: _Rule(
        _OWN,
        _AGENDA_DAY,
        "If nobody can speak to the plan, the slot is lost.",
        _who_comes,
    ),
}
