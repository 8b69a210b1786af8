"""Who works with a young person: who may say it, and that access, items and messages follow."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.cases import queries as cases
from portal.cases.models import YoungPerson
from portal.cases.rules.allocation import Post, Said, Saying, Team, team_in
from portal.database import session
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.panels import operations, queries
from portal.panels.pages.panels import nominee_page
from portal.panels.policy import Sees, sight
from portal.people import operations as people
from portal.people import standing
from portal.people.policy import Actor, Role
from portal.people.queries import person
from portal.variations.values import OrganisationKind
from tests.integration.panels.conftest import FINE, NOW, District, actor_of, register
from tests.integration.panels.office import Office
from tests.integration.panels.people_of_panels import somebody

pytestmark = pytest.mark.requirement("R24", "R25")
SW, MANAGER, PA, PA_MANAGER = Post


@pytest.fixture
def team_manager(district: District) -> Actor:
    """A team manager whose team is Sam and Toni."""
    with district.working():
        manager = register("Tess Manager", Role.TEAM_MANAGER)
        for each in (district.worker, district.other_worker):
            person(each.person_id).manager_id = manager
    with district.working(writes=False):
        return actor_of(manager)


def say(
    district: District, number: int, said: Saying, *, actor: Actor | None = None, **more: str
) -> operations.Allocated:
    with district.working():
        return operations.allocate(
            actor=actor or district.support,
            now=NOW,
            young_person_id=district.young_people[number],
            said=said,
            **more,
        )


def team(district: District, number: int) -> Team:
    with district.working(writes=False):
        return team_in(cases.young_person(district.young_people[number]))


def sees(district: District, item_id: UUID, person_id: UUID) -> Sees | None:
    """What somebody sees of an item, None where the portal does not know them today."""
    with district.working(writes=False):
        who = standing.actor(person_id, NOW)
        found = operations.item_unseen(item_id)
        return None if who is None else sight(who, found.facts, found.about).sees


def listed_for(district: District, actor: Actor) -> list[str]:
    with district.working(writes=False):
        who = actor_of(actor.person_id)
        page = nominee_page(actor=who, meeting_id=district.meeting_id)
        return [line.reference for line in page.lines]


def test_a_social_worker_who_is_put_down_can_nominate_and_is_told_once(office: Office) -> None:
    district = office.district
    assert listed_for(district, district.worker) == []
    for number in range(3):
        done = say(district, number, {SW: district.worker.person_id})
        assert [each.post for each in done.changed] == [SW, MANAGER]
    assert listed_for(district, district.worker) == ["LH-1", "LH-2", "LH-3"]
    assert district.nominate(0, actor=district.worker, social_worker_id=None)
    got = office.settled()
    assert set(got) == {"sam", "manny"}
    assert "Something has been passed to you" in got["sam"].body
    assert "Zanzibarina" not in got["sam"].body + got["sam"].subject


@pytest.mark.requirement("R10")
def test_a_team_manager_nominates_those_of_their_team_and_nobody_else(
    district: District, team_manager: Actor
) -> None:
    say(district, 0, {SW: district.worker.person_id})
    assert listed_for(district, team_manager) == ["LH-1"]
    assert district.nominate(0, actor=team_manager, social_worker_id=None)
    with pytest.raises(NotFoundError):
        district.nominate(1, actor=team_manager, social_worker_id=None)


@pytest.mark.requirement("R71")
def test_with_no_social_worker_the_team_manager_answers(
    district: District, team_manager: Actor
) -> None:
    say(district, 0, {MANAGER: team_manager.person_id})
    made = district.nominate(0, actor=team_manager, social_worker_id=None)
    with district.working(writes=False):
        row = queries.item_row(made.item_id)
        assert (row.social_worker, row.manager) == ("Tess Manager", "Tess Manager")
    assert team(district, 0) == Team(manager=team_manager.person_id)
    say(district, 0, {SW: district.worker.person_id}, actor=team_manager)
    with district.working(writes=False):
        row = queries.item_row(made.item_id)
        assert (row.social_worker, row.manager) == ("Sam Testcase", "Tess Manager")


@pytest.mark.requirement("R71")
def test_whom_a_nomination_names_works_with_them_from_then_on(
    district: District, team_manager: Actor
) -> None:
    district.nominate(0, social_worker_id=district.worker.person_id)
    assert team(district, 0) == Team(
        social_worker=district.worker.person_id, manager=team_manager.person_id
    )
    district.nominate(1, social_worker_id=team_manager.person_id)
    assert team(district, 1) == Team(manager=team_manager.person_id)
    say(district, 2, {SW: district.worker.person_id})
    with pytest.raises(RuleError, match="They have another social worker") as refused:
        district.nominate(
            2, actor=district.worker, social_worker_id=district.other_worker.person_id
        )
    assert refused.value.field == "social_worker"


@pytest.mark.control("C12")
def test_whoever_is_replaced_opens_it_no_more_and_the_new_one_does(office: Office) -> None:
    district = office.district
    old, new = district.worker.person_id, district.other_worker.person_id
    (item,) = office.published(0)
    assert sees(district, item, old) is Sees.NAME
    assert sees(district, item, new) is Sees.REFERENCE
    done = say(district, 0, {SW: new, MANAGER: Said.NOBODY})
    assert done.items == 1
    assert sees(district, item, old) is Sees.REFERENCE
    assert sees(district, item, district.manager_id) is Sees.REFERENCE
    assert sees(district, item, new) is Sees.NAME
    got = office.settled()
    assert {"sam", "toni"} <= set(got)
    assert b"METHOD:CANCEL" in (got["sam"].calendar or b"")
    assert b"METHOD:REQUEST" in (got["toni"].calendar or b"")
    assert "passed to you" not in got["toni"].body  # told once, with the invitation


def test_somebody_without_any_role_loses_the_whole_meeting(district: District) -> None:
    with district.working():
        adviser, other = somebody("Ade Example"), somebody("Bo Example")
    made = district.nominate(0, personal_adviser_id=adviser)
    assert sees(district, made.item_id, adviser) is Sees.NAME
    say(district, 0, {PA: other})
    assert sees(district, made.item_id, adviser) is None
    assert sees(district, made.item_id, other) is Sees.NAME


def test_a_stand_in_who_is_replaced_stands_in_no_more(district: District) -> None:
    made = district.nominate(0)
    with district.working():
        operations.name_stand_in(
            actor=district.support, now=NOW, item_id=made.item_id, person_id=district.manager_id
        )
    say(district, 0, {MANAGER: district.lead.person_id})
    with district.working(writes=False):
        assert queries.item(made.item_id).stand_in_id is None
    assert sees(district, made.item_id, district.manager_id) is Sees.REFERENCE


@pytest.mark.control("C9")
def test_nobody_says_it_beyond_their_district_or_team(
    district: District, team_manager: Actor
) -> None:
    with district.working():
        elsewhere = register("Quinn Elsewhere", Role.TEAM_MANAGER, "preston")
        other = register("Una Teamless", Role.SOCIAL_WORKER)
    with district.working(writes=False):
        away = actor_of(elsewhere)
    for actor in (away, team_manager, district.worker, district.chair, district.member):
        with pytest.raises(NotFoundError):
            say(district, 0, {SW: district.worker.person_id}, actor=actor)
    say(district, 0, {SW: district.worker.person_id})
    with pytest.raises(RuleError, match="your own team") as refused:
        say(district, 0, {SW: other}, actor=team_manager)
    assert refused.value.field == "social_worker"
    say(district, 0, {SW: district.other_worker.person_id}, actor=team_manager)
    assert team(district, 0).social_worker == district.other_worker.person_id


@pytest.mark.requirement("R17")
def test_only_those_of_childrens_services_who_are_here_are_offered(district: District) -> None:
    with district.working():
        homes = people.add_organisation(
            actor=None, now=NOW, name="Invented Homes", kind=OrganisationKind.PROVIDER
        )
        provider = register("Pru Provider", Role.SOCIAL_WORKER)
        person(provider).organisation_id = homes.id
        suspended = register("Sue Suspended", Role.SOCIAL_WORKER)
        person(suspended).suspended_at = NOW
        left = register("Les Left", Role.SOCIAL_WORKER)
        person(left).ends_on = NOW.date() - timedelta(days=1)
        away = register("Avery Away", Role.SOCIAL_WORKER, "preston")
    for each in (provider, suspended, left, away):
        for post in (SW, MANAGER) if each == away else Post:
            with pytest.raises(RuleError, match="from the list") as refused:
                say(district, 0, {post: each})
            assert refused.value.field == post.value
        with pytest.raises(RuleError):
            district.nominate(0, social_worker_id=each)
    assert team(district, 0) == Team()


def test_two_who_change_it_at_once_are_both_shown(district: District) -> None:
    seen = team(district, 0).mark
    say(district, 0, {SW: district.worker.person_id}, seen=seen)
    with pytest.raises(ConflictError, match="social worker Sam Testcase"):
        say(district, 0, {SW: district.other_worker.person_id}, seen=seen)
    assert team(district, 0).social_worker == district.worker.person_id


def test_the_same_again_changes_and_writes_nothing(district: District) -> None:
    say(district, 0, {SW: district.worker.person_id})
    with district.working(writes=False):
        before = len(session.scalars(select(Event)).all())
    assert say(district, 0, {SW: district.worker.person_id}).changed == ()
    with district.working(writes=False):
        assert len(session.scalars(select(Event)).all()) == before
        found = session.scalars(
            select(YoungPerson).where(YoungPerson.id == district.young_people[0])
        ).one()
        assert found.social_worker_since == NOW.date()


def test_an_item_is_never_left_with_nobody(district: District) -> None:
    made = district.nominate(0)
    with pytest.raises(RuleError, match="somebody must answer") as refused:
        say(district, 0, {SW: Said.NOBODY, MANAGER: Said.NOBODY})
    assert refused.value.field == "social_worker"
    say(district, 1, {SW: district.worker.person_id})
    say(district, 1, {SW: Said.NOBODY, MANAGER: Said.NOBODY})
    assert team(district, 1) == Team()
    with district.working(writes=False):
        assert queries.item_row(made.item_id).item_type == FINE
