"""Whatever happens to who sits on a panel, in any order and as days pass: who opens its items.

Terms, deputies named in advance or for one meeting, people suspended and gone, stand-ins, visits
with a last moment, interests, items that are heard or stopped, records that are never filed; and
one who fills seats and tries to name herself. The model knows nothing of the portal: it keeps plain
lists, and asks them again for each answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.agreements.rules import Answer
from portal.database import flush, undo
from portal.kernel.errors import RuleError
from portal.panels import operations, queries
from portal.panels.policy import sight
from portal.people import operations as people
from portal.people import standing
from portal.variations.values import OrganisationKind
from tests.integration.panels.conftest import FINE, KIND, NOW, PANEL_DAY, District
from tests.integration.panels.conftest import district as district  # noqa: PLC0414 - a fixture
from tests.integration.panels.people_of_panels import FOSTERING, HOUSING, email_of, somebody
from tests.support.agreed import agreed, heard
from tests.support.histories import follow
from tests.support.organisations import organisation

SITS = {"fay": FOSTERING, "fio": FOSTERING, "hal": HOUSING, "hob": HOUSING}
"""Everybody, and the seat they hold: that of the two of children's services shows names."""
ALL, OWN = sorted(SITS), {"fay", "fio"}
ITEMS = (0, 1)
ALWAYS = date.max
FOUR_WEEKS = timedelta(days=28)
"""How long after the panel whoever comes for it alone waits for its records, and a visitor may sign
in to read that their visit is over."""
BY_THEMSELVES = ("in a seat", "as a deputy", "in a holder's place", "in the worker's place")


@dataclass
class Term:
    """A term in a seat, as holder or deputy: both days count."""

    who: str
    first: date
    last: date
    deputy: bool


@dataclass
class Model:
    """Who was given what, in the plainest way there is."""

    now: datetime = NOW
    terms: list[Term] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    """By in whose place they come to the one meeting, whose seat it is."""
    stand_ins: dict[int, str | None] = field(default_factory=dict)
    visits: list[tuple[str, int, datetime | None]] = field(default_factory=list)
    out: set[tuple[str, int]] = field(default_factory=set)
    suspended: set[str] = field(default_factory=set)
    last_days: dict[str, date] = field(default_factory=dict)
    filed: set[int] = field(default_factory=set)
    stopped: set[int] = field(default_factory=set)
    heard: set[int] = field(default_factory=set)
    refused: int = 0
    """How often somebody tried to name themselves."""

    @property
    def today(self) -> date:
        return self.now.date()

    def is_here(self, who: str) -> bool:
        return who not in self.suspended and self.today <= self.last_days.get(who, ALWAYS)

    def in_a_seat(self, who: str, day: date) -> bool:
        """Whether a term of theirs that counts today covers a day."""
        mine = [each for each in self.terms if each.who == who]
        return any(
            each.first <= self.today <= each.last and each.first <= day <= each.last
            for each in mine
        )

    def waits(self, item: int) -> bool:
        """Whether an item's record is waited for: of one that is stopped until the panel day.

        One that was heard is waited for like any other, whatever is answered.
        """
        stopped = item in self.stopped and item not in self.heard
        if item in self.filed or (stopped and self.today > PANEL_DAY):
            return False
        return self.today <= PANEL_DAY + FOUR_WEEKS

    def comes_for(self, who: str) -> list[str]:
        """In whose places they come to the meeting, while a record there is waited for."""
        waits = any(self.waits(item) for item in ITEMS)
        return [each for each in self.sent if self.sent[each] == who and waits]

    def stands_in(self, who: str, item: int) -> bool:
        return self.stand_ins.get(item) == who and self.waits(item) and (who, item) not in self.out

    def visiting(self, who: str, item: int) -> bool:
        return self.waits(item) and any(
            (each, place) == (who, item) and (until is None or self.now < until)
            for each, place, until in self.visits
        )

    def sees(self, who: str, item: int) -> str:
        """What somebody sees of an item; "nothing" for whom the portal does not know."""
        sits = self.in_a_seat(who, self.today) or self.comes_for(who)
        reads = sits or any(self.stands_in(who, each) for each in ITEMS)
        asked = [each for each in ITEMS if self.visiting(who, each) and (who, each) not in self.out]
        told_it_is_over = any(who == each for each, *_ in self.visits)
        knows = reads or asked or (told_it_is_over and self.today <= PANEL_DAY + FOUR_WEEKS)
        if not self.is_here(who) or not knows:
            return "nothing"
        if (who, item) in self.out:
            return "recused"
        on_the_day = [who] if self.in_a_seat(who, PANEL_DAY) else []
        on_the_day += self.comes_for(who)
        if self.stands_in(who, item) or any(SITS[each] == FOSTERING for each in on_the_day):
            return "name"
        if reads:
            return "reference"
        return "visitor" if item in asked else "nothing"


people_of_all = st.sampled_from(ALL)
items, as_what = st.sampled_from(ITEMS), st.sampled_from(["holder", "deputy"])
days = st.integers(-3, 4).map(lambda offset: NOW.date() + timedelta(days=offset)) | st.sampled_from(
    [PANEL_DAY - timedelta(days=1), PANEL_DAY, PANEL_DAY + timedelta(days=1)]
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("hold"), people_of_all, days, st.none() | days, as_what),
        st.tuples(st.just("hold"), people_of_all, st.just(NOW.date()), st.none(), as_what),
        st.tuples(st.just("end_term"), st.integers(0, 3), days),
        st.tuples(st.just("send"), people_of_all, people_of_all),
        st.tuples(st.just("end_sending"), people_of_all),
        st.tuples(st.just("stand_in"), items, st.none() | people_of_all),
        st.tuples(st.just("visit"), people_of_all, items, st.none() | st.integers(1, 4)),
        st.tuples(st.just("end_visit"), st.integers(0, 2)),
        st.tuples(st.just("stay_out"), people_of_all, items),
        st.tuples(st.just("come_back")),
        st.tuples(st.just("suspend"), people_of_all),
        st.tuples(st.just("restore")),
        st.tuples(st.just("leave"), people_of_all, days),
        st.tuples(st.just("file"), st.sampled_from([(0,), (1,), ITEMS])),
        st.tuples(st.just("stop"), items),
        st.tuples(st.just("hear"), items),
        st.tuples(st.just("name_oneself"), st.sampled_from(BY_THEMSELVES)),
        st.tuples(st.just("wait"), st.sampled_from([1, 2, 23, 24, 25, 28, 29, 400])),
    ),
    min_size=10,
    max_size=20,
)
EACH = (
    ("visit", "hob", 0, 4),
    ("end_visit", 0),
    ("hold", "fio", NOW.date(), None, "deputy"),
    ("end_term", 0, NOW.date() + timedelta(days=1)),
    ("end_sending", "hal"),
    ("send", "hob", "hal"),
    ("stand_in", 0, "fay"),
    ("stand_in", 0, None),
    ("stay_out", "hob", 0),
    ("come_back",),
    ("suspend", "hal"),
    ("restore",),
    ("wait", 1),
    ("leave", "fio", NOW.date() + timedelta(days=2)),
    ("wait", 2),
    ("name_oneself", "in a seat"),
    ("stop", 1),
    ("hear", 1),
    ("file", (0,)),
    ("file", (1,)),
)
"""Every step, in an order in which none is refused."""


class History:
    """The same steps done in the portal and in the model."""

    def __init__(self, district: District) -> None:
        self.district, self.model = district, Model()
        homes = organisation("Pretend Borough Homes", OrganisationKind.HOUSING_AUTHORITY)
        self.ids: dict[str, UUID] = {
            name: somebody(
                f"{name.title()} Untrue", organisation=organisation() if name in OWN else homes
            )
            for name in ALL
        }
        self.terms: list[UUID] = []
        self.visits: list[UUID] = []
        self.items = [
            operations.nominate(
                actor=district.support,
                now=NOW,
                meeting_id=district.meeting_id,
                young_person_id=district.young_people[number],
                item_type=FINE,
                social_worker_id=district.worker.person_id,
            ).item_id
            for number in ITEMS
        ]
        # Somebody in each part from the start, so that a short history has something to end.
        since = NOW.date() - timedelta(days=9)
        self.hold("fay", since, None, "holder")
        self.hold("hal", since, PANEL_DAY, "holder")
        self.send("fio", "hal")
        self.stand_in(0, "fio")
        self.visit("hob", 1, 2)

    def hold(self, who: str, first: date, last: date | None, as_what: str) -> None:
        deputy = as_what == "deputy"
        made = operations.hold_seat(
            **self._by_support(),
            district_id="burnley",
            kind=KIND,
            seat_key=SITS[who],
            person_id=self.ids[who],
            starts_on=first,
            ends_on=last,
            deputy=deputy,
        )
        self.terms.append(made)
        self.model.terms.append(Term(who, first, last or ALWAYS, deputy))

    def end_term(self, which: int, last: date) -> None:
        if which < len(self.terms):
            operations.end_seat(**self._by_support(), term_id=self.terms[which], last_day=last)
            self.model.terms[which].last = last

    def send(self, who: str, holder: str) -> None:
        operations.name_deputy(
            **self._by_support(),
            meeting_id=self.district.meeting_id,
            seat_key=SITS[holder],
            holder_id=self.ids[holder],
            email=self._email(who),
        )
        self.model.sent[holder] = who

    def end_sending(self, holder: str) -> None:
        for row in queries.deputies_for(self.district.meeting_id):
            if row.holder_id == self.ids[holder]:
                operations.end_deputy(**self._by_support(), deputy_id=row.id)
                del self.model.sent[holder]

    def stand_in(self, item: int, who: str | None) -> None:
        operations.name_stand_in(
            **self._by_support(),
            item_id=self.items[item],
            person_id=None if who is None else self.ids[who],
        )
        self.model.stand_ins[item] = who

    def visit(self, who: str, item: int, for_days: int | None) -> None:
        until = None if for_days is None else self.model.now + timedelta(days=for_days)
        made = operations.invite_visitor(
            **self._by_support(),
            item_id=self.items[item],
            email=self._email(who),
            reason="One question",
            closes_at=until,
        )
        self.visits.append(made)
        self.model.visits.append((who, item, until))

    def end_visit(self, which: int) -> None:
        if which < len(self.visits):
            operations.end_visit(**self._by_support(), visit_id=self.visits[which])
            who, item, until = self.model.visits[which]
            ended = self.model.now if until is None else min(until, self.model.now)
            self.model.visits[which] = (who, item, ended)

    def stay_out(self, who: str, item: int) -> None:
        operations.declare_interest(
            **self._by_support(),
            item_id=self.items[item],
            reason="A neighbour",
            person_id=self.ids[who],
        )
        self.model.out.add((who, item))

    def come_back(self) -> None:
        """Lift the first interest that is declared: drawn by name, hardly any would be there."""
        for who, item in sorted(self.model.out)[:1]:
            for row in queries.recusals_at(self.district.meeting_id, self.items[item]):
                if row.person_id == self.ids[who]:
                    operations.lift_interest(**self._by_support(), recusal_id=row.id)
                    self.model.out.remove((who, item))

    def suspend(self, who: str) -> None:
        people.suspend(actor=None, now=self.model.now, person_id=self.ids[who], reason="An inquiry")
        self.model.suspended.add(who)

    def restore(self) -> None:
        for who in sorted(self.model.suspended)[:1]:
            people.restore(actor=None, now=self.model.now, person_id=self.ids[who])
            self.model.suspended.remove(who)

    def leave(self, who: str, last: date) -> None:
        people.leave(actor=None, now=self.model.now, person_id=self.ids[who], last_day=last)
        self.model.last_days[who] = last
        for term in self.model.terms:
            if term.who == who:
                term.last = min(term.last, last)

    def file(self, these: tuple[int, ...]) -> None:
        for item in these:
            queries.item(self.items[item]).closed_at = self.model.now
        flush()
        self.model.filed.update(these)

    def stop(self, item: int) -> None:
        """A no counts until the panel day is over."""
        agreed(self.items[item], answer=Answer.NO, at=self.model.now)
        if self.model.today <= PANEL_DAY and item not in self.model.filed:
            self.model.stopped.add(item)

    def hear(self, item: int) -> None:
        if item not in self.model.heard:
            heard(self.items[item], at=self.model.now)
            self.model.heard.add(item)

    def name_oneself(self, how: str) -> None:
        """Somebody who fills seats, or builds the agenda, names nobody less than themselves."""
        lead, support = self.district.lead, self.district.support
        tries: dict[str, Callable[[], object]] = {
            "in a seat": lambda: self._seat_themself(deputy=False),
            "as a deputy": lambda: self._seat_themself(deputy=True),
            "in a holder's place": lambda: operations.name_deputy(
                actor=lead,
                now=self.model.now,
                meeting_id=self.district.meeting_id,
                seat_key=FOSTERING,
                holder_id=self.ids["fay"],
                email=lead.email,
            ),
            "in the worker's place": lambda: operations.name_stand_in(
                **self._by_support(), item_id=self.items[0], person_id=support.person_id
            ),
        }
        with pytest.raises(RuleError):
            tries[how]()
        self.model.refused += 1
        for each in (lead, support):
            found = standing.actor(each.person_id, self.model.now)
            assert found is not None
            assert (found.seats, found.stands_in) == ((), frozenset())

    def _seat_themself(self, *, deputy: bool) -> None:
        operations.hold_seat(
            actor=self.district.lead,
            now=self.model.now,
            district_id="burnley",
            kind=KIND,
            seat_key=FOSTERING,
            person_id=self.district.lead.person_id,
            starts_on=self.model.today,
            deputy=deputy,
        )

    def wait(self, for_days: int) -> None:
        self.model.now += timedelta(days=for_days)

    def compare(self) -> None:
        """Ask both what everybody sees of each item, one by one and as the list of readers does."""
        listed = {
            each.person_id: each
            for each in queries.everyone_at(
                district_id="burnley",
                panel_id=queries.meeting(self.district.meeting_id)[0].panel_id,
                meeting_id=self.district.meeting_id,
                now=self.model.now,
            )
        }
        alone = {each: standing.actor(each, self.model.now) for each in self.ids.values()}
        for item, item_id in enumerate(self.items):
            found = operations.item_unseen(item_id)
            for name, person_id in self.ids.items():
                wanted = self.model.sees(name, item)
                sees = [
                    sight(actor, found.facts, found.about).sees.value if actor else "nothing"
                    for actor in (alone[person_id], listed.get(person_id))
                ]
                assert sees[0] == wanted, (name, item, self.model)
                # The list also names whoever stays out and has nothing else there any more.
                also = "recused" if (name, item) in self.model.out else wanted
                assert sees[1] in {wanted, also}, (name, item, self.model)

    def _by_support(self) -> dict[str, Any]:
        return {"actor": self.district.support, "now": self.model.now}

    def _email(self, who: str) -> str:
        return email_of(f"{who.title()} Untrue")


@pytest.mark.control("C9", "C12")
@pytest.mark.requirement("R22", "R40", "R71", "R72")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
@example(history=[("file", (0,)), ("file", (1,))])
@example(history=[("end_sending", "hal"), ("file", (0,)), ("wait", 2)])
@example(
    history=[("end_term", 0, NOW.date()), ("wait", 1), ("hold", "fay", PANEL_DAY, None, "deputy")]
)
@example(history=[("suspend", "fay"), ("restore",), ("leave", "fay", NOW.date()), ("wait", 1)])
@example(history=[("stop", 0), ("file", (1,)), ("wait", 24), ("wait", 1)])
@example(history=[("hear", 0), ("stop", 0), ("file", (1,)), ("wait", 25), ("file", (0,))])
@example(history=[("wait", 24), ("wait", 28), ("wait", 1), ("wait", 400)])
@example(history=[("name_oneself", each) for each in BY_THEMSELVES])
@example(history=[("stay_out", "fio", 0), ("stay_out", "hob", 1), ("come_back",)])
def test_any_history_of_who_sits_agrees_with_a_small_model(
    district: District, history: list[tuple[Any, ...]]
) -> None:
    with district.working():
        try:
            done = History(district)
            done.compare()
            follow(done, history)
        finally:
            undo()


def test_every_step_can_be_done(district: District) -> None:
    """A step that is always refused would leave the portal and the model alike for ever."""
    every = {name for name in vars(History) if not name.startswith("_")} - {"compare"}
    assert {name for name, *_ in EACH} == every
    with district.working():
        try:
            done = History(district)
            for name, *arguments in EACH:
                before = str(done.model)
                getattr(done, str(name))(*arguments)
                assert str(done.model) != before, name
                done.compare()
        finally:
            undo()


def test_the_model_can_say_yes_and_no() -> None:
    model = Model()
    assert {model.sees(who, 0) for who in ALL} == {"nothing"}
    model.terms.append(Term("fay", NOW.date(), PANEL_DAY, deputy=False))
    model.sent["fay"] = "fio"
    assert (model.sees("fay", 0), model.sees("fio", 0), model.sees("hal", 0)) == (
        "name",
        "name",
        "nothing",
    )
    model.terms[0].last = NOW.date()
    model.visits.append(("hal", 1, NOW + timedelta(days=1)))
    model.out.add(("fio", 0))
    assert (model.sees("fay", 0), model.sees("fio", 0), model.sees("fio", 1)) == (
        "reference",
        "recused",
        "name",
    )
    assert (model.sees("hal", 0), model.sees("hal", 1)) == ("nothing", "visitor")
    model.now += timedelta(days=1)
    model.filed |= {0, 1}
    model.suspended.add("fio")
    assert {model.sees(who, item) for who in ALL for item in ITEMS} == {"nothing"}
