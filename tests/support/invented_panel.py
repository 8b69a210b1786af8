"""An invented panel whose agenda is out: people, seats, slots, items, and what was frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

from portal.cases.models import Case, YoungPerson
from portal.database import session
from portal.kernel import deadlines
from portal.kernel.kinds import PanelKind
from portal.panels.models import AgendaVersion, Item, Meeting, Panel, SeatHolder, Slot
from portal.panels.rules import frozen
from portal.panels.rules.membership import quorum_sentence
from portal.people import operations as people
from portal.people.models import Person
from portal.people.policy import Role
from portal.tenancy.door import variation_of
from portal.variations.explain import as_json
from tests.support.agreed import agreed
from tests.support.organisations import organisation

PANEL_DAY = date(2026, 11, 23)
PASSWORD = "an invented password"
STARTS = (time(9, 30), time(9, 50), time(10, 10))
NAMES = ("Avery Testcase", "Blake Testcase", "Casey Testcase")
HELD_SEATS = ("leaving_care_senior_manager", "housing_authority", "fostering_manager")
KIND = PanelKind.LEAVING_CARE


@dataclass
class InventedPanel:
    """The ids a test needs."""

    district: str
    held_on: date
    meeting_id: UUID = field(default_factory=uuid4)
    items: list[UUID] = field(default_factory=list)
    young_people: list[UUID] = field(default_factory=list)
    people: dict[str, UUID] = field(default_factory=dict)

    def email(self, who: str) -> str:
        """Return the address somebody signs in with."""
        return f"{who}.{self.district}.{self.held_on:%Y%m%d}@practice.example"


def person(panel: InventedPanel, who: str, role: Role | None, *, county: bool = False) -> Person:
    """Register somebody of this panel's district, with a role there or in the whole county."""
    found = people.register(
        name=f"{who.replace('-', ' ').title()} Example",
        email=panel.email(who),
        password=PASSWORD,
        starts_on=date(2026, 1, 1),
        job_title=role.label if role else "",
        organisation=organisation(),
    )
    if role is not None:
        people.grant_role(
            person=found,
            role=role,
            district_id=None if county else panel.district,
            starts_on=date(2026, 1, 1),
        )
    panel.people[who] = found.id
    return found


def published_panel(
    district: str = "burnley",
    *,
    held_on: date = PANEL_DAY,
    items: int = 3,
    state: str = "published",
) -> InventedPanel:
    """Enter a panel with a meeting whose agenda is out. Call inside a writing scope."""
    made = InventedPanel(district, held_on)
    chair = person(made, "chair", Role.CHAIR)
    worker = person(made, "worker", Role.SOCIAL_WORKER)
    manager = person(made, "manager", Role.SOCIAL_WORKER)
    support = person(made, "support", Role.CASE_SUPPORT)
    member = person(made, "member", Role.MEMBER)
    panel = Panel(district_id=district, kind=KIND.value, starts_on=date(2020, 1, 1))
    session.add(panel)
    session.flush()
    for key, holder in zip(HELD_SEATS, (chair, member, member), strict=True):
        session.add(
            SeatHolder(
                district_id=district,
                panel_id=panel.id,
                seat_key=key,
                person_id=holder.id,
                starts_on=date(2026, 1, 1),
            )
        )
    meeting = Meeting(
        id=made.meeting_id,
        district_id=district,
        panel_id=panel.id,
        held_on=held_on,
        part="am",
        place="Room 1, an invented town hall",
        state=state,
    )
    session.add(meeting)
    session.flush()
    rows = [
        _slot_with_item(made, place, (worker, manager, support), filled=place < items)
        for place in range(max(len(STARTS), items))
    ]
    if state != "planned":
        session.add(
            AgendaVersion(
                district_id=district,
                meeting_id=meeting.id,
                number=1,
                published_at=datetime(2026, 11, 13, 9, 0, tzinfo=UTC),
                published_by=support.id,
                frozen=frozen.to_json(_frozen(made, tuple(rows))),
            )
        )
    session.flush()
    return made


def _slot_with_item(
    made: InventedPanel, place: int, staff: tuple[Person, Person, Person], *, filled: bool
) -> frozen.FrozenRow:
    worker, manager, support = staff
    minutes = 9 * 60 + 30 + 20 * place
    start = time(minutes // 60, minutes % 60)
    slot = Slot(district_id=made.district, meeting_id=made.meeting_id, starts_at=start, minutes=20)
    session.add(slot)
    session.flush()
    if not filled:
        return frozen.FrozenRow(slot_id=slot.id, start=start, minutes=20, kind="slot")
    name = NAMES[place] if place < len(NAMES) else None
    young = YoungPerson(
        district_id=made.district,
        reference=f"LH-{made.district}-{made.held_on:%m%d}-{place + 1}",
        preferred_name=name,
        born_on=date(2010, 1, 1),
        social_worker_id=worker.id,
    )
    session.add(young)
    session.flush()
    case = Case(
        district_id=made.district,
        young_person_id=young.id,
        kind=KIND.value,
        opened_on=date(2026, 10, 1),
    )
    session.add(case)
    session.flush()
    item = Item(
        district_id=made.district,
        meeting_id=made.meeting_id,
        slot_id=slot.id,
        case_id=case.id,
        young_person_id=young.id,
        item_type="Review of the plan",
        social_worker_id=worker.id,
        manager_id=manager.id,
        nominated_by=support.id,
        nominated_on=date(2026, 11, 2),
    )
    session.add(item)
    session.flush()
    agreed(item.id)
    made.items.append(item.id)
    made.young_people.append(young.id)
    return frozen.FrozenRow(
        slot_id=slot.id,
        start=start,
        minutes=20,
        kind="slot",
        item_id=item.id,
        young_person_id=young.id,
        reference=young.reference,
        item_type=item.item_type,
        social_worker_id=worker.id,
        social_worker=worker.name,
        manager_id=manager.id,
        manager=manager.name,
    )


def _frozen(made: InventedPanel, rows: tuple[frozen.FrozenRow, ...]) -> frozen.FrozenAgenda:
    variation, day = variation_of(made.district), made.held_on
    seats = variation.seats(as_of=day, kind=KIND).value
    chair_rule = variation.chair_rule(as_of=day, kind=KIND).value
    quorum = variation.quorum_rule(as_of=day, kind=KIND).value
    words = variation.decision_words(as_of=day, kind=KIND).value
    notice = variation.notice_period(as_of=day, kind=KIND, deadline="record").value.as_notice()
    calendar = variation.calendar(as_of=day, kind=KIND).value
    template = variation.agenda_template(as_of=day, kind=KIND).value
    return frozen.FrozenAgenda(
        district_name=variation.ref.name,
        kind=KIND.value,
        panel_name=KIND.label,
        panel_day=day,
        part="am",
        place="Room 1, an invented town hall",
        heading=template.heading,
        columns=tuple((column.key, column.label) for column in template.columns),
        time_style=template.time_style,
        chair="Chair Example",
        chair_id=made.people["chair"],
        chair_sentence="Chair Example chairs.",
        quorum_sentence=quorum_sentence(quorum, seats),
        deadline=deadlines.agenda_due(day, notice, calendar),
        record_deadline=deadlines.record_due(day, notice, calendar),
        late=False,
        rows=rows,
        rules={
            name: {"value": as_json(value), "source": "product.toml", "layer": "product"}
            for name, value in (
                ("seats", seats),
                ("chair_rule", chair_rule),
                ("quorum_rule", quorum),
                ("decision_words", words),
            )
        },
    )
