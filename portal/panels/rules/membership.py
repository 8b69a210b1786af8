"""Who sits on a panel, who chairs it, and whether enough came (R20-R41, R72).

An unfilled post never blocks: every answer names the next person in the chain, or says in a
sentence what to do when there is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.kernel.errors import RuleError
from portal.kernel.wording import counted, joined, long_date
from portal.variations.values import ChairRule, ItemQuorum, OrganisationKind, QuorumRule, Seat


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a seat for a term, or stands in for its holder. Both days inclusive."""

    seat_key: str
    person_id: UUID
    name: str
    deputy: bool
    starts_on: date
    ends_on: date | None = None
    gone_from: date | None = None
    """The first day they cannot come whatever their term: they left, or may not sign in."""

    def holds_on(self, day: date) -> bool:
        """Whether the term covers a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def sits_on(self, day: date) -> bool:
        """Whether the term covers a day and they are still here by then."""
        return self.holds_on(day) and (self.gone_from is None or day < self.gone_from)


@dataclass(frozen=True, slots=True)
class ChairLink:
    """Somebody who may chair, in the order of the chain. `role` is the seat in words."""

    person_id: UUID
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Chairing:
    """Who chairs on a day. `name` is a person, or where nobody is known, the seat in words.

    `person_id` is None where no person is known here; `sentence` says why this one, and who stands
    in if they cannot come. `chain` is everybody who may chair, in order.
    """

    name: str
    person_id: UUID | None
    seat_key: str
    sentence: str
    chain: tuple[ChairLink, ...] = ()


TO_BE_AGREED = "To be agreed at the meeting"


@dataclass(frozen=True, slots=True)
class ItemChair:
    """Who chairs one item that the usual chair has an interest in; `sentence` tells the room."""

    name: str
    person_id: UUID | None
    sentence: str


@dataclass(frozen=True, slots=True)
class QuorumCheck:
    """Whether enough people are there, and what is missing, in one sentence."""

    met: bool
    sentence: str


def in_seat(holders: Iterable[Holder], seat_key: str, day: date) -> tuple[Holder, ...]:
    """Return who may sit in a seat that day: holders before deputies, then the longest serving."""
    found = (held for held in holders if held.seat_key == seat_key and held.holds_on(day))
    return tuple(sorted(found, key=lambda held: (held.deputy, held.starts_on, held.name)))


def sitting(holders: Iterable[Holder], seat_key: str, day: date) -> tuple[Holder, ...]:
    """Return those of `in_seat` who are still here that day."""
    return tuple(held for held in in_seat(holders, seat_key, day) if held.sits_on(day))


def empty_seats(seats: Iterable[Seat], holders: Sequence[Holder], day: date) -> tuple[Seat, ...]:
    """Return the seats nobody fills that day, a deputy not counting as its holder.

    Nor does a holder who left by then or is suspended. Case-bound seats are left out: each item's
    own people fill them (R24, R25).
    """
    return tuple(
        seat
        for seat in seats
        if not seat.case_bound and all(held.deputy for held in sitting(holders, seat.key, day))
    )


TO_ONESELF = "Nobody puts themselves in a seat. Ask somebody else who fills seats."
"""A seat opens what its panel reads: as with a role, two people stand behind each."""


def why_not_in(seat: Seat, kind: OrganisationKind | None) -> str | None:
    """Say why somebody from this kind of organisation cannot sit in a seat; None where they can.

    A seat that shows names or what a home costs takes people of children's services alone: never
    a provider, a housing authority or a young person's representative (R17, A16, A19). ``kind``
    None is somebody whose organisation nobody wrote down: they may come from anywhere.
    """
    if not seat.shows or (kind is not None and kind.is_childrens_services):
        return None
    rule = f"The seat of {seat.label} shows {joined(seat.shows)}, so only people from children’s"
    return f"{rule} services sit in it. {_elsewhere(kind)}"


def why_not_own(kind: OrganisationKind | None) -> str | None:
    """Say why somebody from this kind of organisation is not one of an item's own people.

    Those read the young person's name and papers, whatever the panel's seats are; None where they
    may be.
    """
    if kind is not None and kind.is_childrens_services:
        return None
    rule = "The people who work with a young person read their name and papers, so only people"
    return f"{rule} from children’s services can be named. {_elsewhere(kind)}"


def _elsewhere(kind: OrganisationKind | None) -> str:
    if kind is None:
        return "Where this person comes from is not written down."
    return "This person comes from elsewhere."


def check_term(
    *,
    seats: Sequence[Seat],
    holders: Sequence[Holder],
    term: Holder,
    comes_from: OrganisationKind | None,
) -> Seat:
    """Return the seat a person is about to hold, or raise RuleError with the field at fault."""
    seat = next((seat for seat in seats if seat.key == term.seat_key), None)
    if seat is None:
        raise RuleError("This panel has no such seat. Choose one from the list.", "seat_key")
    if seat.case_bound:
        raise RuleError(
            f"{seat.label} is filled for each young person by their own worker, "
            "so nobody holds it for a term.",
            "seat_key",
        )
    barred = why_not_in(seat, comes_from)
    if barred is not None:
        raise RuleError(barred, "person_id")
    if term.ends_on is not None and term.ends_on < term.starts_on:
        raise RuleError("The last day must be the same as or after the first day.", "ends_on")
    for held in holders:
        if (
            held.seat_key == term.seat_key
            and held.person_id == term.person_id
            and _overlap(held, term)
        ):
            raise RuleError(
                f"{term.name} is already in this seat from {long_date(held.starts_on)}. "
                "End that first, or choose a later first day.",
                "person_id",
            )
    return seat


def _overlap(one: Holder, other: Holder) -> bool:
    return one.starts_on <= (other.ends_on or date.max) and other.starts_on <= (
        one.ends_on or date.max
    )


def who_chairs(
    *,
    rule: ChairRule,
    seats: Sequence[Seat],
    holders: Sequence[Holder],
    day: date,
    other_district: str | None = None,
) -> Chairing:
    """Say who chairs on a day: the rule's seat, then its deputies in order (R20, R21).

    Whoever holds such a seat and left by then or is suspended is passed over, unnamed.

    `other_district` is the name of the district whose holder chairs, where the rule says so; that
    person is not known here, so the seat is named and the chain at home stands in.
    """
    labels = {seat.key: seat.label for seat in seats}
    chain = _chain(rule, labels, holders, day, skip_first=other_district is not None)
    reason = _ended(rule.reason)
    first_label = labels.get(rule.seat, rule.seat.replace("_", " "))
    if other_district is not None:
        name = f"{first_label}, {other_district}"
        said = f"The {first_label} of {other_district} chairs. {reason}"
        return Chairing(name, None, rule.seat, _with_stand_in(said, chain), _links(chain))
    if not chain:
        said = (
            f"Nobody holds a seat that may chair ({first_label} first). The meeting can still go "
            "ahead: those present agree who chairs it."
        )
        return Chairing(TO_BE_AGREED, None, rule.seat, said)
    (holder, label), *rest = chain
    if holder.seat_key == rule.seat and not holder.deputy:
        said = f"{holder.name} chairs as {label}. {reason}"
    elif holder.seat_key == rule.seat:
        why = _why_not_first(rule, holders, day, "that seat")
        said = f"{holder.name} chairs as deputy for {label}, because {why}."
    else:
        why = _why_not_first(rule, holders, day, first_label)
        said = f"{holder.name} chairs as {label}, because {why}."
    return Chairing(
        holder.name, holder.person_id, holder.seat_key, _with_stand_in(said, rest), _links(chain)
    )


def _why_not_first(rule: ChairRule, holders: Iterable[Holder], day: date, called: str) -> str:
    """Say why the rule's own seat does not chair; of suspending nobody reads here."""
    held = [each for each in in_seat(holders, rule.seat, day) if not each.deputy]
    return f"whoever holds {called} is away" if held else f"nobody holds {called}"


def _links(chain: Sequence[tuple[Holder, str]]) -> tuple[ChairLink, ...]:
    return tuple(
        ChairLink(held.person_id, held.name, f"deputy for {label}" if held.deputy else label)
        for held, label in chain
    )


Place = tuple[str, UUID]
"""A seat by its key, and who holds it."""


def seated(holders: Iterable[Holder], seat_keys: Collection[str], day: date) -> set[Place]:
    """Return who is here that day and sits, holder or deputy, in some seats."""
    return {
        (held.seat_key, held.person_id)
        for held in holders
        if held.seat_key in seat_keys and held.sits_on(day)
    }


def chain_that_day(
    chain: Sequence[ChairLink],
    *,
    sitting_there: Collection[Place],
    sent: Mapping[Place, tuple[UUID, str]],
    away: Collection[Place],
) -> tuple[ChairLink, ...]:
    """Return a chain of chairs as it stands on a day.

    Of those in it only who is `sitting_there` in a seat that may chair and not recorded as `away`;
    whom somebody `sent` stands in their place in the chain.
    """
    here = {person_id for _, person_id in sitting_there} - {person_id for _, person_id in away}
    found: list[ChairLink] = []
    for link in chain:
        instead = [sent[place] for place in sorted(sent) if place[1] == link.person_id]
        if instead:
            found += [ChairLink(*each, f"in {link.name}’s place") for each in instead]
        elif link.person_id in here:
            found.append(link)
    return tuple(found)


def who_chairs_item(
    *, chair_id: UUID | None, chain: Sequence[ChairLink], out: Collection[UUID]
) -> ItemChair | None:
    """Say who chairs an item in the usual chair's place; None where the usual chair does.

    `out` are those who declared an interest in the item, `chain` who may chair as it stands on the
    day. Where the usual chair is away, whoever comes first in it is in their place. The next who
    has no interest takes the item; where nobody is left, those present agree, so that it is heard
    all the same.
    """
    first = chain[0].person_id if chain else chair_id
    if chair_id is None or (chair_id not in out and first not in out):
        return None
    for link in chain:
        if link.person_id not in out:
            said = f"{link.name} chairs this item ({link.role})."
            return ItemChair(link.name, link.person_id, said)
    said = "Nobody in the chain may chair this item. Those present agree who does."
    return ItemChair(TO_BE_AGREED, None, said)


def _chain(
    rule: ChairRule,
    labels: Mapping[str, str],
    holders: Sequence[Holder],
    day: date,
    *,
    skip_first: bool,
) -> list[tuple[Holder, str]]:
    """Return who may chair, in order, each person once."""
    keys = rule.deputies if skip_first else (rule.seat, *rule.deputies)
    found: list[tuple[Holder, str]] = []
    known: set[UUID] = set()
    for key in keys:
        for held in sitting(holders, key, day):
            if held.person_id not in known:
                known.add(held.person_id)
                found.append((held, labels.get(key, key.replace("_", " "))))
    return found


def _ended(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _with_stand_in(said: str, chain: Sequence[tuple[Holder, str]]) -> str:
    said = said.strip()
    if not chain:
        return said
    holder, label = chain[0]
    role = f"deputy for {label}" if holder.deputy else label
    return f"{said} If they cannot come, {holder.name} does ({role})."


def quorum_sentence(rule: QuorumRule, seats: Sequence[Seat]) -> str:
    """Say before the meeting who must be there for it to count."""
    if not rule.least and not rule.required_seats:
        return "No quorum is set: everyone on the panel comes or sends somebody in their place."
    parts = []
    if rule.least:
        parts.append(f"at least {counted(rule.least, 'person', 'people')} in counting seats")
    if rule.required_seats:
        parts.append(joined(_labels(rule.required_seats, seats)))
    return f"Quorum: {joined(parts, 'with')}."


def check_quorum(
    rule: QuorumRule | ItemQuorum, seats: Sequence[Seat], present: Mapping[str, Iterable[UUID]]
) -> QuorumCheck:
    """Say whether enough are there, for the meeting or for one item.

    `present` gives who sits in each seat, deputies included. A person in two seats is one person
    (A6); a seat that does not count to quorum adds nobody, but still fills a required seat.
    """
    counting = {seat.key for seat in seats if seat.counts_to_quorum}
    filled = {key for key, people in present.items() if any(True for _ in people)}
    people = {person for key in counting for person in present.get(key, ())}
    missing = []
    if len(people) < rule.least:
        missing.append(
            f"{counted(rule.least - len(people), 'more person', 'more people')} in counting seats"
        )
    lacking = [key for key in rule.required_seats if key not in filled]
    missing.extend(_labels(lacking, seats))
    one_of = getattr(rule, "one_of", ())
    if one_of and not filled & set(one_of):
        missing.append(joined(_labels(one_of, seats), "or"))
    if missing:
        return QuorumCheck(met=False, sentence=f"Still needed: {joined(missing)}.")
    return QuorumCheck(met=True, sentence="Enough people are there.")


def _labels(keys: Iterable[str], seats: Sequence[Seat]) -> list[str]:
    labels = {seat.key: seat.label for seat in seats}
    return [labels.get(key, key.replace("_", " ")) for key in keys]
