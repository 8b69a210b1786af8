"""Views on the staff's side: who reads which, shown in the room, before anything is decided."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.kernel.kinds import PanelKind
from portal.panels import operations as panels
from portal.people import standing
from portal.people.models import Organisation
from portal.people.policy import Actor, Role
from portal.records.models import ItemRecord
from portal.variations.values import OrganisationKind
from portal.voice import operations, queries
from portal.voice.operations import Asking
from portal.voice.rules.answers import Answer, Audience, How
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.records.conftest import Enter, enter, panel  # noqa: F401 - fixtures
from tests.support.invented_panel import InventedPanel, person
from tests.support.pdf_reading import pages_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAID = {
    Audience.PANEL: ("home", "Words for the PANELCANARY"),
    Audience.EVERYONE: ("say", "Words for EVERYONECANARY"),
    Audience.WORKERS: ("worries", "Words for the WORKERCANARY"),
    Audience.ADVOCATE: ("people", "Words for the ADVOCATECANARY"),
}
CANARY = {audience: words.split()[-1] for audience, (_, words) in SAID.items()}


@dataclass
class Room:
    """A panel's day, one young person who speaks, and everybody's browsers."""

    panel: InventedPanel
    enter: Enter
    working: ScopeOpener

    @property
    def item_id(self) -> UUID:
        """The young person's item."""
        return self.panel.items[0]

    @property
    def whose(self) -> dict[str, UUID]:
        """What the young person's own operations are called with."""
        return {"young_person_id": self.panel.young_people[0], "item_id": self.item_id}

    @property
    def item(self) -> str:
        """The address of the item's page."""
        return f"/d/{self.panel.district}/items/{self.item_id}"

    def views(self, rest: str = "") -> str:
        """The address of the views' page, or of one below it."""
        return f"{self.item}/views{rest}"

    @property
    def took_part(self) -> str:
        """The address of the record's first step."""
        return f"{self.item}/record/took-part"

    def say(self, *, share: bool = True) -> None:
        """Let the young person answer for every kind of reader, and share it."""
        with self.working():
            for audience, (key, words) in SAID.items():
                self.answer(key, Answer(How.TYPED, audience, words=words))
            home = Answer(How.CHOSEN, Audience.PANEL, chosen=("supported_lodgings",))
            self.answer("preferred_home", home)
            if share:
                operations.share(now=NOW, **self.whose)

    def answer(self, key: str, given: Answer, *, now: datetime = NOW, version: int = 0) -> None:
        """Answer one question, in the open scope."""
        asking = Asking(key=key, wording="Asked?")
        operations.answer(now=now, asking=asking, given=given, version=version, **self.whose)

    def answer_id(self, key: str) -> UUID:
        """The id of the answer that is shared to a question."""
        with self.working(writes=False):
            shared = queries.shared_answers(self.item_id, list(Audience))
            return next(each.id for each in shared if each.question_key == key)

    def actor(self, who: str) -> Actor:
        """Return who somebody of the panel is today, in the open scope."""
        found = standing.actor(self.panel.people[who], NOW)
        assert found is not None
        return found

    def join(self, who: str, seat_key: str, kind: OrganisationKind) -> None:
        """Let somebody of another organisation sit in a seat of the panel."""
        with self.working():
            organisation = Organisation(name=f"Invented {who}", kind=kind.value)
            session.add(organisation)
            session.flush()
            person(self.panel, who, Role.MEMBER).organisation_id = organisation.id
        with self.working():
            panels.hold_seat(
                actor=self.actor("support"),
                now=NOW,
                district_id=self.panel.district,
                kind=PanelKind.LEAVING_CARE,
                seat_key=seat_key,
                person_id=self.panel.people[who],
                starts_on=date(2026, 11, 1),
            )


@pytest.fixture
def room(panel: InventedPanel, enter: Enter, working: ScopeOpener, clock: MovableClock) -> Room:  # noqa: F811 - fixtures
    clock.instant = NOW
    return Room(panel, enter, working)


def seen(text: str) -> set[Audience]:
    return {audience for audience, canary in CANARY.items() if canary in text}


P, E, W, A = Audience.PANEL, Audience.EVERYONE, Audience.WORKERS, Audience.ADVOCATE


@pytest.mark.requirement("R52")
@pytest.mark.parametrize(
    ("who", "reads"),
    [("worker", {P, E, W}), ("manager", {P, E}), ("support", {P, E}), ("chair", {P, E})],
)
def test_each_reader_finds_what_is_for_them_and_nothing_else(
    room: Room,
    who: str,
    reads: set[Audience],
) -> None:
    room.say()
    client = room.enter(who)
    page = client.get(room.views())
    assert page.status_code == 200
    assert seen(page.text) == reads
    assert seen(" ".join(pages_of(client.get(room.views("/paper")).data))) == reads
    assert "A room in somebody’s home, with their help" in page.text


@pytest.mark.control("C15")
def test_housing_reads_only_what_is_for_everybody_and_is_told_of_no_more(
    room: Room,
) -> None:
    room.say()
    room.join("homes", "housing_authority", OrganisationKind.HOUSING_AUTHORITY)
    homes = room.enter("homes")
    page = homes.get(room.views())
    assert seen(page.text) == {E}
    assert seen(" ".join(pages_of(homes.get(room.views("/paper")).data))) == {E}
    assert "One answer shared" in page.text
    assert "A room in somebody" not in page.text


def test_nothing_is_there_before_it_is_shared_or_after_it_is_taken_back(
    room: Room,
    clock: MovableClock,
) -> None:
    worker = room.enter("worker")
    room.say(share=False)
    page = worker.get(room.views())
    assert seen(page.text) == set()
    assert worker.get(room.views("/paper")).status_code == 404
    assert "They have begun and have not shared anything" in page.text
    with room.working():
        operations.share(now=NOW, **room.whose)
    assert seen(worker.get(room.views()).text) == {P, E, W}
    clock.instant = datetime(2026, 11, 23, 10, 31, tzinfo=UTC)
    with room.working():
        operations.take_back(now=clock.instant, **room.whose)
    page = worker.get(room.views())
    assert seen(page.text) == set()
    assert "They took their views back on Monday 23 November 2026 at 10:31am" in page.text


def test_whoever_declared_an_interest_finds_no_page(
    room: Room,
) -> None:
    room.say()
    with room.working():
        manager = room.actor("manager")
        panels.declare_interest(actor=manager, now=NOW, item_id=room.item_id, reason="Invented")
    client = room.enter("manager")
    for rest in ("", "/paper", "/room", "/statement", "/summary", "/write/1"):
        assert client.get(room.views(rest)).status_code == 404, rest
    assert client.post(room.views("/shown")).status_code == 404


def test_a_member_without_a_part_in_it_is_refused_and_told_nothing(
    room: Room,
) -> None:
    room.say()
    with room.working():
        person(room.panel, "stranger", Role.MEMBER)
    page = room.enter("stranger").get(room.views())
    assert page.status_code == 403
    assert seen(page.text) == set()


@pytest.mark.requirement("R52")
def test_nothing_is_decided_before_the_views_are_opened(
    room: Room,
    clock: MovableClock,
) -> None:
    room.say()
    chair = room.enter("chair")
    record = f"{room.item}/record"
    page = chair.get(room.took_part)
    assert "Open their views" in page.text
    data: dict[str, Any] = {"version": 0, "took_part": "views_shared", "note": "Read out"}
    refused = chair.post(room.took_part, data=data)
    assert refused.status_code == 422
    assert "Open them before you go on" in refused.text
    assert chair.post(room.views("/open")).headers["Location"].endswith("/views/room")
    screen = chair.get(room.views("/room"))
    assert seen(screen.text) == {E}  # housing and providers may be in the room
    assert "2 answers are for the panel without them." in screen.text
    assert "They were shown in the room" not in screen.text
    screen = chair.get(room.views("/room?alone=1"))
    assert seen(screen.text) == {P, E}  # what is for the social worker alone is not for the screen
    assert "nobody from housing or from a provider" in screen.text
    assert "They were shown in the room" in screen.text
    clock.instant = datetime(2026, 11, 23, 10, 52, tzinfo=UTC)
    chair.post(room.views("/shown"))
    assert "shown in the room at 10:52am" in chair.get(room.took_part).text
    none = chair.post(room.took_part, data=data | {"took_part": "none_given", "note": "Tried"})
    assert "They did give views" in none.text
    wrong = chair.post(room.took_part, data=data | {"participation": "PN7"})
    assert "This says something else than how they took part" in wrong.text
    done = chair.post(room.took_part, data=data | {"participation": "PN6"})
    assert done.headers["Location"] == record
    page = chair.get(record)
    assert "The home they would like: a room in somebody’s home, with their help" in page.text
    with room.working(writes=False):
        assert session.scalars(select(ItemRecord.participation)).one() == "PN6"
    # Changed and shared again in the middle of it: what was not opened yet waits again.
    clock.instant = datetime(2026, 11, 23, 10, 55, tzinfo=UTC)
    with room.working():
        more = Answer(How.TYPED, Audience.EVERYONE, words="One more thing")
        room.answer("say", more, now=clock.instant, version=2)
        operations.share(now=clock.instant, **room.whose)
    assert chair.get(record).headers["Location"] == room.took_part
    read = room.enter("support").get(f"{record}/read")
    assert "They did not come, and sent their views another way (PN6)" in read.text


def test_none_given_is_a_state_of_its_own_with_its_code(
    room: Room,
) -> None:
    chair = room.enter("chair")
    page = chair.get(room.took_part)
    assert "No views yet" in page.text
    data = {"version": 0, "took_part": "none_given", "note": "Asked twice by phone"}
    assert chair.post(room.took_part, data=data).status_code == 303
    with room.working(writes=False):
        assert session.scalars(select(ItemRecord.participation)).one() == "PN7"


def test_only_who_writes_the_record_notes_that_views_were_shown(
    room: Room,
) -> None:
    worker = room.enter("worker")
    room.say()
    assert worker.post(room.views("/shown")).status_code == 404
    assert worker.get(room.views("/room")).status_code == 200


WRITTEN = {
    "words": "She said: a garden",
    "way": "in_person",
    "audience": "panel",
    "agreed": "y",
}


@pytest.mark.requirement("R52")
def test_a_worker_writes_down_what_they_were_told(
    room: Room,
) -> None:
    worker = room.enter("worker")
    page = worker.get(room.views())
    assert "What matters most to you in a home?" in page.text
    refused = worker.post(
        room.views("/write/3"), data={k: v for k, v in WRITTEN.items() if k != "agreed"}
    )
    assert refused.status_code == 422
    assert "Read it back to them first" in refused.text
    assert "She said: a garden" in refused.text
    assert worker.post(room.views("/write/3"), data=WRITTEN).status_code == 303
    page = room.enter("chair").get(room.views())
    assert "She said: a garden" in page.text
    assert "Worker Example, asked face to face" in page.text
    chosen = {**WRITTEN, "words": "", "chosen": "family"}
    assert worker.post(room.views("/write/2"), data=chosen).status_code == 303
    assert worker.get(room.views("/write/99")).status_code == 404


def test_their_own_answer_is_never_written_over(
    room: Room,
) -> None:
    room.say()
    answer = room.enter("worker").post(room.views("/write/8"), data=WRITTEN)
    assert answer.status_code == 422
    assert "They answered this question themselves." in answer.text


def test_a_statement_is_brought_and_only_its_readers_open_it(
    room: Room,
) -> None:
    worker, held = room.enter("worker"), io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(held, "PNG")
    data = {"way": "message", "audience": "workers", "agreed": "y"}
    answer = worker.post(
        room.views("/statement"),
        data={**data, "file": (io.BytesIO(held.getvalue()), "app.png")},
    )
    assert answer.status_code == 303
    page = worker.get(room.views()).text
    address = page.split('portal-heard__picture" src="')[1].split('"')[0]
    assert worker.get(address).mimetype == "image/jpeg"
    assert room.enter("chair").get(address).status_code == 404
    bad = worker.post(
        room.views("/statement"),
        data={**data, "file": (io.BytesIO(b"<html>"), "app.png")},
    )
    assert bad.status_code == 422


def test_a_summary_stands_apart_and_two_writers_see_both(
    room: Room,
) -> None:
    worker, support = room.enter("worker"), room.enter("support")
    early = worker.post(room.views("/summary"), data={"version": 0, "words": "Nothing"})
    assert "There are no views to sum up yet" in early.text
    room.say()
    first = {"version": 0, "words": "In short: lodgings"}
    assert worker.post(room.views("/summary"), data=first).status_code == 303
    late = support.post(room.views("/summary"), data={"version": 0, "words": "Mine: a garden"})
    assert late.status_code == 409
    assert "In short: lodgings" in late.text
    assert "Mine: a garden" in late.text
    page = support.get(room.views()).text
    assert "A summary by Worker Example" in page
    assert "PANELCANARY" in page


def test_each_opening_is_in_the_read_log(
    room: Room,
) -> None:
    room.say()
    room.enter("chair").get(room.views())
    with room.working(writes=False):
        read = session.scalars(
            select(Event).where(Event.event == "voice.views").order_by(Event.seq.desc())
        ).first()
    assert read is not None
    assert (read.kind, read.actor_id, read.young_person_id) == (
        "read",
        room.panel.people["chair"],
        room.panel.young_people[0],
    )


def test_the_item_and_what_is_prepared_say_where_the_views_stand(
    room: Room,
) -> None:
    worker = room.enter("worker")
    address = room.item
    assert "No views yet" in worker.get(address).text
    room.say()
    page = worker.get(address)
    assert "Open them on the panel’s day, before anything is decided" in page.text
    assert f'href="{room.views()}"' in page.text
    assert "the young person" in worker.get(f"{address}/preparation").text
