"""A young person hears first that something on their page is new, and only where it is safe."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from portal.entry.operations.giving import record_contact
from portal.entry.operations.telling import BODY, SUBJECT, something_new
from portal.kernel.discreet import telling
from portal.outbox.channels import Outgoing
from portal.panels import operations
from portal.panels.operations import cancel_meeting, move_meeting
from portal.web.languages import LANGUAGES, catalogue
from tests.integration.panels.office import Office
from tests.support.young import reached

SAFE = "zanzi@practice.example"
NEW_DAY = date(2026, 12, 18)


def reach(
    office: Office,
    item_id: UUID,
    *,
    version: int = 0,
    email: str = SAFE,
    language: str = "pl",
    safe: bool = True,
) -> None:
    """Write down that an address is safe, or is not."""
    office.do(
        record_contact,
        actor=office.district.worker,
        item_id=item_id,
        draft=reached(email=email, language=language, safe_to_email=safe),
        version=version,
    )


def sent(office: Office) -> list[Outgoing]:
    """Return what has settled and gone, in the order in which it went."""
    office.later()
    office.worker.empty()
    return office.post.taken()


@pytest.mark.requirement("R63")
@pytest.mark.control("C36")
def test_a_moved_meeting_reaches_the_young_person_before_anybody_else(office: Office) -> None:
    (item_id, _) = office.published(0, 1)
    reach(office, item_id)
    office.do(move_meeting, meeting_id=office.district.meeting_id, held_on=NEW_DAY, place="Room 9")
    first, second, *others = sent(office)
    assert first.address == SAFE
    said = catalogue("pl").gettext
    assert first.subject == said(SUBJECT) != SUBJECT
    assert first.body.strip() == said(BODY).replace("{link}", "http://127.0.0.1:8080/y?lang=pl")
    assert second.address.startswith("sam@"), "then whoever is asked to tell them"
    assert {each.address.partition("@")[0] for each in others} >= {"morgan", "charlie"}
    assert SAFE not in {each.address for each in others}
    assert sent(office) == []


@pytest.mark.requirement("R63")
@pytest.mark.parametrize("what", ["moved", "cancelled", "postponed", "taken back"])
def test_what_changes_their_time_is_told_and_what_does_not_is_not(
    office: Office, what: str
) -> None:
    mine, other = office.published(0, 1)
    reach(office, mine)
    slots, meeting_id = office.district.slots(), office.district.meeting_id
    office.do(operations.move_item, item_id=other, slot_id=slots[5])
    office.publish()
    assert SAFE not in {each.address for each in sent(office)}
    if what == "moved":
        office.do(operations.move_item, item_id=mine, slot_id=slots[4])
        office.publish()
    elif what == "cancelled":
        office.do(cancel_meeting, meeting_id=meeting_id)
    elif what == "postponed":
        office.do(operations.withdraw_item, item_id=mine, reason="Another day suits better.")
        office.publish()
    else:
        office.do(operations.take_back_agenda, meeting_id=meeting_id, reason="A page was wrong.")
    assert sent(office)[0].address == SAFE


@pytest.mark.requirement("R63")
def test_three_events_are_one_message_and_the_same_is_never_told_twice(office: Office) -> None:
    (item_id,) = office.published(0)
    reach(office, item_id)
    whose = office.district.young_people[0]
    for about in ("ask/1", "ask/2", "record", "record"):
        office.later(timedelta(minutes=2))
        office.do(_new, young_person_id=whose, item_id=item_id, district_id="burnley", about=about)
    assert [each.address for each in sent(office)] == [SAFE]
    office.do(_new, young_person_id=whose, item_id=item_id, district_id="burnley", about="record")
    assert sent(office) == []


def _new(*, actor: object, now: datetime, **about: object) -> None:
    del actor
    something_new(now=now, **about)  # type: ignore[arg-type] # each is typed where it is given


@pytest.mark.control("C36")
def test_nobody_is_written_to_who_did_not_say_that_it_is_safe(office: Office) -> None:
    (item_id,) = office.published(0)
    reach(office, item_id, safe=False)
    office.do(move_meeting, meeting_id=office.district.meeting_id, held_on=NEW_DAY, place="Room 9")
    assert SAFE not in {each.address for each in sent(office)}


@pytest.mark.control("C36")
def test_what_waits_does_not_go_where_it_is_not_safe_any_more(office: Office) -> None:
    (item_id,) = office.published(0)
    reach(office, item_id)
    office.do(move_meeting, meeting_id=office.district.meeting_id, held_on=NEW_DAY, place="Room 9")
    reach(office, item_id, version=1, email="other@practice.example")
    assert sent(office)[0].address == "other@practice.example"
    office.do(
        move_meeting,
        meeting_id=office.district.meeting_id,
        held_on=date(2026, 12, 16),
        place="Room 9",
    )
    reach(office, item_id, version=2, safe=False)
    assert not {each.address for each in sent(office)} & {SAFE, "other@practice.example"}


@pytest.mark.control("C36")
def test_nothing_is_sent_at_night(office: Office) -> None:
    (item_id,) = office.published(0)
    reach(office, item_id)
    office.clock.instant = office.clock.instant.replace(hour=20)
    office.do(move_meeting, meeting_id=office.district.meeting_id, held_on=NEW_DAY, place="Room 9")
    assert sent(office) == []
    office.clock.instant = office.clock.instant.replace(hour=8) + timedelta(days=1)
    office.worker.empty()
    assert office.post.taken()[0].address == SAFE


@pytest.mark.control("C36")
@pytest.mark.parametrize("language", [each.code for each in LANGUAGES])
def test_the_message_tells_nothing_in_any_language(language: str) -> None:
    said = catalogue(language).gettext
    assert "{link}" in said(BODY)
    assert not telling(said(BODY).replace("{link}", ""))
    assert language == "en" or said(BODY) != BODY
