"""Each agency writes its own form: who may, what is kept, what the next one opens with."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.database import session
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from portal.panels import operations as panels
from portal.panels.models import Item, Visit
from portal.people.policy import Actor
from portal.preparation import operations, queries
from portal.preparation.models import Contribution
from portal.preparation.rules.agencies import Agency
from portal.preparation.rules.questions import AnswerProblemsError
from tests.integration.panels.conftest import CANARY, NOW, actor_of
from tests.integration.preparation.conftest import (
    HOUSING,
    PROVIDER,
    Enter,
    Preparing,
    page_of,
    posted,
)

FOSTERING = {"placement": "Planted carers are proud.", "support": "Cooking on Sundays."}


def path_of(preparing: Preparing, agency: str = "housing") -> str:
    return f"/d/burnley/items/{preparing.item_id}/preparation/{agency}"


@pytest.mark.requirement("R12", "R57", "R73")
def test_a_housing_officer_writes_from_the_page_and_finds_it_again(
    preparing: Preparing, as_person: Enter
) -> None:
    client = as_person(preparing.housing)
    opened = page_of(client, path_of(preparing))
    assert "Housing options" in opened
    assert CANARY not in opened
    answer = client.post(path_of(preparing), data=posted(HOUSING))
    assert answer.status_code == 303
    shown = page_of(client, answer.headers["Location"])
    assert "Planted Housing Street" in shown
    assert "The housing register" in shown
    assert "Done on 23 November 2026 by Hattie Invented. It is of 20 November 2026." in shown
    with preparing.working(writes=False):
        assert session.scalar(select(func.count()).select_from(Contribution)) == 1


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("options", {"options": ""}, "Enter what the options are"),
        ("as_of", {"as_of": "2026-12-01"}, "cannot be in the future"),
        ("as_of", {"as_of": "2026-10-01"}, "more than 28 days old"),
        ("routes", {"routes": ("none", "register")}, "or none, not both"),
        ("band", {"band": "x" * 201}, "200 characters or fewer"),
        ("options", {"options": "with a \x00"}, "cannot be seen"),
    ],
)
def test_bad_input_is_refused_by_its_field_and_everything_typed_is_kept(
    preparing: Preparing, as_person: Enter, field: str, typed: dict[str, str], says: str
) -> None:
    client = as_person(preparing.housing)
    answer = client.post(path_of(preparing), data=posted({**HOUSING, "needed": "Kept", **typed}))
    assert answer.status_code == 422
    assert says in answer.text
    assert "Kept" in answer.text
    assert f'href="#{field}' in answer.text
    with preparing.working(writes=False):
        assert session.scalar(select(func.count()).select_from(Contribution)) == 0


@pytest.mark.parametrize(
    ("who", "agency"),
    [
        ("housing", Agency.FOSTERING),
        ("fostering", Agency.HOUSING),
        ("member", Agency.IRO),
        ("iro", Agency.ACCESS_TO_RESOURCES),
        ("adviser", Agency.HOUSING),
        ("housing", Agency.PROVIDER),
    ],
)
def test_nobody_writes_for_another_agency(
    preparing: Preparing, as_person: Enter, who: str, agency: Agency
) -> None:
    actor: Actor = getattr(preparing, who)
    with pytest.raises(ForbiddenError):
        preparing.write(actor, agency)
    assert as_person(actor).get(path_of(preparing, agency.value)).status_code == 403


def test_social_workers_write_no_agency_s_form(preparing: Preparing) -> None:
    with pytest.raises(ForbiddenError):
        preparing.write(preparing.district.worker, Agency.HOUSING)


def test_case_support_stands_in_where_nobody_writes_but_never_for_a_provider(
    preparing: Preparing,
) -> None:
    assert preparing.write(preparing.district.support, Agency.HOUSING) == 1
    with pytest.raises(ForbiddenError):
        preparing.write(preparing.district.support, Agency.PROVIDER, dict(PROVIDER))


def test_the_personal_adviser_writes_for_their_own_young_person_alone(
    preparing: Preparing,
) -> None:
    words = {"going_well": "College."}
    assert preparing.write(preparing.adviser, Agency.PERSONAL_ADVISER, words) == 1
    other = preparing.district.nominate(1).item_id
    with pytest.raises(ForbiddenError):
        preparing.write(preparing.adviser, Agency.PERSONAL_ADVISER, words, item_id=other)


def test_a_form_nobody_knows_is_not_there(preparing: Preparing, as_person: Enter) -> None:
    assert as_person(preparing.housing).get(path_of(preparing, "wizards")).status_code == 404


@pytest.mark.control("C12")
def test_whoever_declared_an_interest_finds_no_form(preparing: Preparing, as_person: Enter) -> None:
    with preparing.working():
        panels.declare_interest(
            actor=preparing.housing, now=NOW, item_id=preparing.item_id, reason="A relative."
        )
    client = as_person(preparing.housing)
    assert client.get(path_of(preparing)).status_code == 404
    assert client.get(f"/d/burnley/items/{preparing.item_id}/preparation").status_code == 404


def test_two_people_write_one_form_and_the_second_sees_both(
    preparing: Preparing, as_person: Enter
) -> None:
    client = as_person(preparing.fostering)
    with preparing.working():
        preparing_support = preparing.district.support
    preparing.write(preparing_support, Agency.FOSTERING, dict(FOSTERING))
    mine = {"placement": "My own words.", "support": "Cooking on Sundays."}
    answer = client.post(path_of(preparing, "fostering"), data=posted(mine))
    assert answer.status_code == 409
    assert "Casey Example saved this while you were working on it" in answer.text
    assert "Planted carers are proud." in answer.text
    assert answer.text.count("My own words.") == 2
    assert 'name="version" type="hidden" value="1"' in answer.text
    again = client.post(path_of(preparing, "fostering"), data=posted(mine, version=1))
    assert again.status_code == 303
    with preparing.working(writes=False):
        versions = session.scalars(select(Contribution).order_by(Contribution.version)).all()
        assert [row.version for row in versions] == [1, 2]
        assert "proud" in (versions[0].answers or "")
        assert "My own words" in (versions[1].answers or "")


def test_an_old_version_is_a_conflict_and_changes_nothing(preparing: Preparing) -> None:
    preparing.write(preparing.housing)
    with pytest.raises(ConflictError):
        preparing.write(preparing.housing)
    assert preparing.write(preparing.housing, version=1) == 2


@pytest.mark.requirement("R57")
def test_a_form_opens_with_what_was_said_of_this_young_person_last_time(
    preparing: Preparing, as_person: Enter
) -> None:
    preparing.write(preparing.housing)
    district = preparing.district
    later = district.plan(date(2027, 1, 21))
    same = district.nominate(meeting_id=later).item_id
    other = district.nominate(1, meeting_id=later).item_id
    client = as_person(preparing.housing)
    opened = page_of(client, f"/d/burnley/items/{same}/preparation/housing")
    assert "Planted Housing Street" in opened
    assert "Filled in from last time" in opened
    assert 'name="as_of-day" type="text" value="20"' not in opened
    assert "Planted" not in page_of(client, f"/d/burnley/items/{other}/preparation/housing")


def test_nothing_is_written_once_the_record_is_filed(preparing: Preparing) -> None:
    with preparing.working():
        item = session.scalars(select(Item).where(Item.id == preparing.item_id)).one()
        item.closed_at = NOW
    with pytest.raises(RuleError, match="filed"):
        preparing.write(preparing.housing)


def test_wrong_answers_are_all_told_at_once(preparing: Preparing) -> None:
    with pytest.raises(AnswerProblemsError) as caught:
        preparing.write(preparing.housing, Agency.HOUSING, {})
    assert [each.field for each in caught.value.problems] == ["as_of", "routes", "options"]


@pytest.mark.control("C43")
def test_the_trail_tells_who_wrote_which_form_and_not_a_word_of_it(preparing: Preparing) -> None:
    preparing.write(preparing.housing)
    with preparing.working(writes=False):
        event = session.scalars(select(Event).where(Event.event == "preparation:form:saved")).one()
        assert event.facts == {"agency": "housing", "version": 1}
        assert event.actor_id == preparing.housing.person_id


@pytest.mark.requirement("R13", "R37", "R40")
def test_a_provider_sees_its_neutral_line_and_its_own_words_alone(
    preparing: Preparing, as_provider: Enter
) -> None:
    preparing.write_as_guest(preparing.other_provider, meets="Planted words of the other.")
    preparing.write(preparing.housing)
    client = as_provider(preparing.provider)
    path = f"/your-item/{preparing.item_id}/write"
    opened = page_of(client, path)
    assert CANARY not in opened
    assert "Planted" not in opened
    assert "Z. · LH-1" in opened
    answer = client.post(path, data=posted(dict(PROVIDER)))
    assert answer.status_code == 303
    assert "Planted Scheme House" in page_of(client, path)
    assert client.get(f"/d/burnley/items/{preparing.item_id}/preparation").status_code in {403, 404}
    with preparing.working(writes=False):
        rows = queries.answers_of(preparing.item_id)
    assert [(row.agency, row.organisation) for row in rows if row.agency is Agency.PROVIDER] in (
        [(Agency.PROVIDER, "Invented Homes 1"), (Agency.PROVIDER, "Invented Homes 2")],
        [(Agency.PROVIDER, "Invented Homes 2"), (Agency.PROVIDER, "Invented Homes 1")],
    )


def test_a_provider_s_bad_input_keeps_what_was_typed(
    preparing: Preparing, as_provider: Enter
) -> None:
    client = as_provider(preparing.provider)
    answer = client.post(
        f"/your-item/{preparing.item_id}/write",
        data=posted({"scheme": "", "offers": "Flats at £900 a week"}),
    )
    assert answer.status_code == 422
    assert "Enter the name of the scheme" in answer.text
    assert "Leave out what it costs" in answer.text
    assert "Flats at £900 a week" in answer.text


def test_a_provider_writes_nothing_for_an_item_they_are_not_asked_to(
    preparing: Preparing,
) -> None:
    other = preparing.district.nominate(1).item_id
    with preparing.working(), pytest.raises(NotFoundError):
        operations.contribute_as_guest(
            actor=preparing.provider, now=NOW, item_id=other, version=0, answers=dict(PROVIDER)
        )


def test_a_visit_that_is_over_writes_nothing(preparing: Preparing, as_provider: Enter) -> None:
    client = as_provider(preparing.provider)
    with preparing.working():
        visits = select(Visit).where(Visit.item_id == preparing.item_id).order_by(Visit.id)
        for visit in session.scalars(visits):
            visit.ended_at = NOW
    assert client.get(f"/your-item/{preparing.item_id}/write").status_code == 410
    assert client.post(f"/your-item/{preparing.item_id}/write").status_code == 410


def test_what_is_written_is_sealed_where_it_is_kept(preparing: Preparing) -> None:
    preparing.write(preparing.housing)
    with preparing.working(writes=False):
        row = session.scalars(select(Contribution)).one()
        stored = row.sealed_answers.stored  # type: ignore[attr-defined]  # made by SealsFields
    assert stored.startswith("sealed:")
    assert "Planted" not in stored


@pytest.mark.requirement("R73")
@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("worker", True),
        ("manager", True),
        ("support", True),
        ("chair", True),
        ("lead", True),
        ("member", False),
        ("fostering", False),
        ("iro", False),
        ("other_worker", False),
    ],
)
def test_who_reads_what_housing_wrote(
    preparing: Preparing, as_person: Enter, who: str, *, reads: bool
) -> None:
    preparing.write(preparing.housing)
    made = preparing.district
    with preparing.working(writes=False):
        actor = actor_of(made.manager_id) if who == "manager" else None
    actor = actor or getattr(preparing, who, None) or getattr(made, who)
    shown = page_of(as_person(actor), f"/d/burnley/items/{preparing.item_id}/preparation")
    assert ("Planted Housing Street" in shown) is reads
