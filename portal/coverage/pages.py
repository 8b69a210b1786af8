"""Frozen values for the coverage page and the young person's page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.cases.pages import CareEvent, care_events
from portal.cases.queries import History, episodes_of, reviews_of
from portal.cases.rules import Capacity, ClockState, CoverageState, Milestones, clocks
from portal.coverage.rules import STATE_WORDS, Line, Slice, count_states, page_of
from portal.kernel.wording import long_date, plural
from portal.panels.policy import role_reason
from portal.panels.queries import out_of_every_item_of
from portal.people.policy import ROLE_PERMISSIONS, Actor, Permission
from portal.people.queries import held_today
from portal.variations.values import DistrictRef

COLOURS = {
    CoverageState.NEVER_HEARD: "red",
    CoverageState.OVERDUE: "red",
    CoverageState.DUE: "yellow",
    CoverageState.NOT_YET_DUE: "grey",
}
CLOCK_WORDS = {
    ClockState.DUE: "Due",
    ClockState.OVERDUE: "Overdue",
    ClockState.DONE: "Done",
    ClockState.NOT_KNOWN: "Not known",
}
EVENT_KINDS = (("care", "Care history"), ("reviews", "Care reviews"))


@dataclass(frozen=True, slots=True)
class Row:
    """One young person on the coverage page."""

    id: UUID
    name: str
    reference: str
    href: str
    age: int
    district: str
    status: str
    state: str
    colour: str | None
    first_review_due: date | None
    last_heard: date | None
    listed: str
    why_not_listed: str
    next_step: str
    next_href: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the reader can do about somebody who is due: words and, where there is one, a page."""

    words: str = "Put their name forward"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to see fewer rows: its words, how many there are, and where it leads."""

    text: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of rows, cut into pages, with a sentence that says how much of it is shown."""

    rows: tuple[Row, ...]
    sentence: str
    next_href: str | None
    first_href: str | None


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """Everything the coverage page shows."""

    title: str
    total: int
    sentence: str
    filters: tuple[Filter, ...]
    districts: tuple[Filter, ...]
    placed: Listing
    unplaced: Listing | None
    unplaced_total: int
    capacity: Capacity | None
    not_loading: tuple[str, ...]
    as_of_return: date | None
    csv_href: str
    may_place: bool


@dataclass(frozen=True, slots=True)
class Links:
    """How the page makes its addresses, and what it says to do about somebody who is due."""

    person: Callable[[Line], str]
    step: Callable[[Line], NextStep]
    listing: Callable[..., str]
    file: Callable[..., str]
    district: Callable[[str], str]


NO_STEP = NextStep("")


def visible(lines: Iterable[Line], actor: Actor, permission: Permission) -> list[Line]:
    """Return the people this actor may see, each judged in their own district."""
    return [line for line in lines if actor.may(permission, line.district_id)]


def chosen(lines: Iterable[Line], state: CoverageState | None) -> list[Line]:
    """Return the people in this state, or all."""
    return [line for line in lines if state is None or line.state is state]


def row_of(line: Line, districts: dict[str, str], href: str, step: NextStep = NO_STEP) -> Row:
    """Return one row in words; the step is for somebody who is due and on no agenda."""
    listed = f"On the agenda for {long_date(line.listed_for)}" if line.listed_for else ""
    needs = line.state.needs_a_slot and not listed
    if needs and line.district_id is None:
        step = NextStep("Choose their district first")
    shown = step if needs else NO_STEP
    return Row(
        id=line.id,
        name=line.name or "",
        reference=line.reference,
        href=href,
        age=line.age,
        district=districts.get(line.district_id or "", line.district_id or "No district yet"),
        status=line.status.category.label,
        state=STATE_WORDS[line.state],
        colour=COLOURS.get(line.state),
        first_review_due=line.coverage.first_review_due,
        last_heard=line.coverage.last_heard,
        listed=listed,
        why_not_listed=line.coverage.why_not_listed or "",
        next_step=shown.words,
        next_href=shown.href,
    )


def coverage_page(
    lines: Sequence[Line],
    *,
    title: str,
    state: CoverageState | None,
    after: UUID | None,
    unplaced_after: UUID | None,
    refs: Collection[DistrictRef],
    links: Links,
    county: bool,
    capacity: Capacity | None,
    not_loading: Sequence[str],
    as_of_return: date | None,
    may_place: bool,
) -> CoveragePage:
    """Return the page: everyone in care from 16 is in exactly one of its two lists."""
    names = {ref.slug: ref.name for ref in refs}
    everyone = chosen(lines, state)
    placed = [line for line in everyone if line.district_id is not None]
    unplaced = [line for line in everyone if line.district_id is None]
    first, second = page_of(placed, after), page_of(unplaced, unplaced_after)
    return CoveragePage(
        title=title,
        total=len(lines),
        sentence=_all_shown(len(lines), len(everyone), first, second, state),
        filters=_filters(lines, state, links),
        districts=_districts(lines, names, links) if county else (),
        placed=_listing(first, names, links, state, "after"),
        unplaced=_listing(second, names, links, state, "unplaced_after") if unplaced else None,
        unplaced_total=len(unplaced),
        capacity=capacity,
        not_loading=tuple(not_loading),
        as_of_return=as_of_return,
        csv_href=links.file(state=state),
        may_place=may_place,
    )


def _all_shown(
    total: int, wanted: int, placed: Slice, unplaced: Slice, state: CoverageState | None
) -> str:
    people = plural(total, "young person", "young people")
    if total == 0:
        return "Nobody in care is 16 or 17, as far as the portal knows."
    if state is not None:
        return (
            f"{wanted:,} of {total:,} {people} in care from 16 "
            f"{plural(wanted, 'is', 'are')} “{STATE_WORDS[state].lower()}”."
        )
    if placed.whole and unplaced.whole:
        everyone = "The only young person" if total == 1 else f"All {total:,}"
        return f"{everyone} in care from 16 {plural(total, 'is', 'are')} on this page."
    return (
        f"There are {total:,} {people} in care from 16. The lists below go on over several pages."
    )


def _filters(
    lines: Sequence[Line], state: CoverageState | None, links: Links
) -> tuple[Filter, ...]:
    every = Filter("Everyone", len(lines), links.listing(state=None), current=state is None)
    return every, *(
        Filter(STATE_WORDS[each], count, links.listing(state=each), current=each is state)
        for each, count in count_states(lines).items()
    )


def _districts(lines: Sequence[Line], names: dict[str, str], links: Links) -> tuple[Filter, ...]:
    counts = dict.fromkeys(names, 0)
    for line in lines:
        if line.district_id is not None:
            counts[line.district_id] = counts.get(line.district_id, 0) + 1
    return tuple(
        Filter(names.get(slug, slug), count, links.district(slug), current=False)
        for slug, count in counts.items()
        if count
    )


def _listing(
    page: Slice,
    names: dict[str, str],
    links: Links,
    state: CoverageState | None,
    key: str,
) -> Listing:
    rows = tuple(row_of(line, names, links.person(line), links.step(line)) for line in page.lines)
    sentence = "" if page.whole else f"{page.first:,} to {page.last:,} of {page.total:,} are shown."
    return Listing(
        rows,
        sentence,
        links.listing(state=state, **{key: page.after}) if page.after else None,
        links.listing(state=state) if page.first > 1 else None,
    )


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock of a young person."""

    name: str
    due: date | None
    state: str
    colour: str | None
    source: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything the young person's page shows."""

    id: UUID
    name: str | None
    reference: str
    facts: tuple[tuple[str, str], ...]
    status: str
    reasons: tuple[str, ...]
    row: Row
    clocks: tuple[ClockRow, ...]
    events: tuple[CareEvent, ...]
    filters: tuple[Filter, ...]
    may_place: bool
    died: bool
    address_protected: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who can open a young person's page, and why."""

    name: str
    why: str


def who_can_see(person: History, today: date) -> tuple[Reader, ...]:
    """Return who can open the page of a young person, by name.

    Their items and papers list their own readers. Whoever declared an interest opens nothing.
    """
    out = out_of_every_item_of(person.id)
    able = [role for role, held in ROLE_PERMISSIONS.items() if Permission.YOUNG_PERSON_SEE in held]
    names: dict[UUID, str] = {}
    reasons: dict[UUID, list[str]] = {}
    for holder, grant in held_today(*able, today=today):
        if grant.counts(person.district_id, None, None) and holder.id not in out:
            names[holder.id] = holder.name
            reasons.setdefault(holder.id, []).append(role_reason(grant))
    return tuple(
        Reader(name, "; ".join(dict.fromkeys(reasons[person_id])))
        for person_id, name in names.items()
    )


def person_page(
    person: History,
    line: Line,
    *,
    as_of: date,
    kind: str | None,
    address: Callable[..., str],
    districts: dict[str, str],
    may_place: bool,
    step: NextStep,
) -> PersonPage:
    """Return the page of one young person; `kind` limits the timeline."""
    readings = clocks(
        person.born_on,
        person.episodes,
        as_of,
        known=Milestones(last_heard=line.coverage.last_heard),
        status=line.status,
    )
    events = care_events(episodes_of(person.id), reviews_of(person.id))
    row = row_of(line, districts, address(), step)
    return PersonPage(
        id=person.id,
        name=person.preferred_name,
        reference=person.reference,
        facts=_facts(person, line, row),
        status=line.status.category.label,
        reasons=line.status.reasons,
        row=row,
        clocks=tuple(
            ClockRow(
                reading.name,
                reading.due,
                CLOCK_WORDS[reading.state],
                "red" if reading.state is ClockState.OVERDUE else None,
                reading.source,
            )
            for reading in readings
        ),
        events=tuple(event for event in events if kind is None or event.kind == kind),
        filters=(
            Filter("Everything", len(events), address(), current=kind is None),
            *(
                Filter(
                    words,
                    sum(event.kind == each for event in events),
                    address(show=each),
                    current=each == kind,
                )
                for each, words in EVENT_KINDS
            ),
        ),
        may_place=may_place,
        died=person.in_touch == "DIED",
        address_protected=person.address_protected,
    )


def _facts(person: History, line: Line, row: Row) -> tuple[tuple[str, str], ...]:
    """Return what stands in the identity bar beside the reference."""
    heard = line.coverage.last_heard
    facts = (
        ("Age", str(line.age)),
        ("District", row.district),
        ("Next panel", long_date(line.listed_for) if line.listed_for else "Not on an agenda"),
        ("Last heard", long_date(heard) if heard else "Never"),
    )
    return facts if person.preferred_name else (("Name", "Name not added yet"), *facts)
