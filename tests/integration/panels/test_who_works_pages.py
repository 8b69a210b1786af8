"""Who works with a young person, on the pages and by a file. Every page a test sees is checked."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from portal import cli
from portal.audit.models import Event
from portal.cases import queries as cases
from portal.cases.rules.allocation import Post, Team, team_in
from portal.database import session
from portal.panels import operations
from portal.people.policy import Role
from portal.people.queries import person
from portal.web.csv_import import LARGEST
from tests.integration.panels.conftest import NOW, District, SignInAs, actor_of, register
from tests.integration.people.test_import_people import upload
from tests.support.ended import roles_ended

pytestmark = pytest.mark.requirement("R24", "R25")
HEAD = "child,social_worker,manager,personal_adviser,adviser_manager\n"


def page_of(district: District, number: int = 0) -> str:
    return f"/d/burnley/young-people/{district.young_people[number]}/who-works-with-them"


def team(district: District, number: int = 0) -> Team:
    with district.working(writes=False):
        return team_in(cases.young_person(district.young_people[number]))


def seen_on(page: str) -> str:
    """What the form carries of who worked with them as it was shown."""
    return page.split('name="seen"')[1].split('value="')[1].partition('"')[0]


def test_it_is_said_on_the_page_and_shown_on_every_page_of_theirs(
    district: District, as_person: SignInAs
) -> None:
    item = district.nominate(1).item_id
    client = as_person(district.support)
    own = client.get(f"/d/burnley/young-people/{district.young_people[0]}")
    assert "Nobody works with them who is here now" in own.text
    assert page_of(district) in own.text
    opened = client.get(page_of(district))
    assert ("LH-1" in opened.text, "Nobody yet" in opened.text) == (True, True)
    sent = client.post(
        page_of(district),
        data={"social_worker": str(district.worker.person_id), "seen": seen_on(opened.text)},
    )
    assert (sent.status_code, sent.location) == (303, page_of(district))
    shown = client.get(page_of(district)).text
    assert "Sam Testcase, since 23 November 2026" in shown
    assert "Manny Invented, since 23 November 2026" in shown
    assert 'value="own" selected' in shown
    assert page_of(district, 1) in client.get(f"/d/burnley/items/{item}").text


def test_a_refusal_stands_by_its_field_and_keeps_what_was_chosen(
    district: District, as_person: SignInAs
) -> None:
    district.nominate(0)
    client = as_person(district.support)
    adviser = str(district.other_worker.person_id)
    sent = client.post(
        page_of(district),
        data={
            "social_worker": "nobody",
            "manager": "nobody",
            "seen": seen_on(client.get(page_of(district)).text),
        },
    )
    assert sent.status_code == 422
    assert 'href="#social_worker"' in sent.text
    assert "somebody must answer for them" in sent.text
    assert sent.text.count('value="nobody" selected') == 2
    listed = client.post(page_of(district), data={"personal_adviser": str(UUID(int=5))})
    assert (listed.status_code, 'href="#personal_adviser"' in listed.text) == (422, True)
    assert adviser in listed.text


def test_the_second_of_two_is_shown_both_and_may_save_again(
    district: District, as_person: SignInAs
) -> None:
    client = as_person(district.support)
    seen = seen_on(client.get(page_of(district)).text)
    with district.working():
        operations.allocate(
            actor=district.lead,
            now=NOW,
            young_person_id=district.young_people[0],
            said={Post.SOCIAL_WORKER: district.worker.person_id},
        )
    wanted = {"social_worker": str(district.other_worker.person_id), "manager": "nobody"}
    sent = client.post(page_of(district), data=wanted | {"seen": seen})
    assert sent.status_code == 409
    assert "Now: social worker Sam Testcase" in sent.text
    assert f'value="{district.other_worker.person_id}" selected' in sent.text
    assert team(district).social_worker == district.worker.person_id
    again = client.post(page_of(district), data=wanted | {"seen": seen_on(sent.text)})
    assert again.status_code == 303
    assert team(district) == Team(social_worker=district.other_worker.person_id)


@pytest.mark.control("C9")
def test_a_team_manager_meets_their_own_team_and_nobody_else(
    district: District, as_person: SignInAs
) -> None:
    with district.working():
        tess = register("Tess Manager", Role.TEAM_MANAGER)
        person(district.worker.person_id).manager_id = tess
        operations.allocate(
            actor=district.support,
            now=NOW,
            young_person_id=district.young_people[0],
            said={Post.SOCIAL_WORKER: district.worker.person_id},
        )
    with district.working(writes=False):
        manager = actor_of(tess)
    client = as_person(manager)
    page = client.get("/d/burnley/your-young-people").text
    assert ("LH-1" in page, "LH-2" in page) == (True, False)
    assert client.get(page_of(district)).status_code == 200
    assert client.get(page_of(district, 1)).status_code == 404
    assert client.post(page_of(district, 1), data={}).status_code == 404
    opened = client.get(page_of(district)).text
    assert "Toni Placeholder" not in opened  # of nobody's team
    wanted = {"personal_adviser": str(district.other_worker.person_id), "seen": seen_on(opened)}
    away = client.post(page_of(district), data=wanted)
    assert (away.status_code, 'href="#personal_adviser"' in away.text) == (422, True)


def test_a_social_worker_does_not_say_it(district: District, as_person: SignInAs) -> None:
    client = as_person(district.worker)
    assert "You are put down for nobody" in client.get("/d/burnley/your-young-people").text
    for address in (page_of(district), "/d/burnley/who-works-with-whom/file"):
        assert client.get(address).status_code == 403
    with district.working():
        operations.allocate(
            actor=district.support,
            now=NOW,
            young_person_id=district.young_people[0],
            said={Post.SOCIAL_WORKER: district.worker.person_id},
        )
    page = client.get("/d/burnley/your-young-people").text
    assert ("LH-1" in page, "LH-2" in page, page_of(district) in page) == (True, False, False)


def test_the_page_of_a_nomination_offers_the_next_in_the_chain(
    district: District, as_person: SignInAs
) -> None:
    with district.working():
        tess = register("Tess Manager", Role.TEAM_MANAGER)
    client = as_person(district.support)
    address = f"/d/burnley/meetings/{district.meeting_id}/nominate/{district.young_people[0]}"
    page = client.get(address).text
    assert "Tess Manager, team manager, until there is a social worker" in page
    sent = client.post(
        address,
        data={
            "slot": str(district.slots()[0]),
            "item_type": "Review of the plan",
            "social_worker": str(tess),
        },
    )
    assert sent.status_code == 303
    assert team(district) == Team(manager=tess)


@pytest.mark.requirement("R71")
def test_a_nomination_names_a_district_lead_as_one_and_says_where_nobody_answers(
    district: District, as_person: SignInAs
) -> None:
    client = as_person(district.support)
    address = f"/d/burnley/meetings/{district.meeting_id}/nominate/{district.young_people[0]}"
    page = client.get(address).text
    assert "Lee Sample, district lead, until there is a social worker" in page
    said = "Nobody here is social worker, team manager or district lead today, so nobody can answer"
    assert said not in page
    with district.working():
        register("Pauli Example", Role.PEOPLE_ADMINISTRATOR, None)
        roles_ended(
            *(each.person_id for each in (district.worker, district.other_worker, district.lead))
        )
    page = client.get(address).text
    assert said in page
    assert "Pauli Example (people administrator) can give somebody the role" in page


ROWS = (
    "LH-1,sam@practice.example,,,\n"
    "LH-2,=cmd,,,\n"
    "LH-77,sam@practice.example,,,\n"
    "LH-3,robin@practice.example,,,\n"
    "LH-4,nobody-here@practice.example,,,\n"
    "LH-5,Sam,,,\n"
    "LH-1,toni@practice.example,,,\n"
    ",sam@practice.example,,,\n"
)


def test_a_file_says_it_row_by_row_and_drops_nothing(
    district: District, as_person: SignInAs
) -> None:
    client = as_person(district.support)
    address = "/d/burnley/who-works-with-whom/file"
    assert HEAD.strip() in client.get(address).text

    def send(text: str | bytes) -> tuple[int, str]:
        data = text if isinstance(text, bytes) else text.encode()
        return upload(client, data, "who.csv", address)

    status, page = send(HEAD + ROWS)
    assert (status, "1 taken, 0 with nothing to do, 7 not taken" in page) == (200, True)
    for said in (
        "begins like a formula",
        "nobody with this code or reference",
        "Choose a social worker from the list",
        "Nobody who may be put down",
        "neither an email address",
        "Line 2 is about them already",
        "The cell under child is empty",
    ):
        assert said in page, said
    assert team(district) == Team(
        social_worker=district.worker.person_id, manager=district.manager_id
    )
    with district.working(writes=False):
        before = len(session.scalars(select(Event)).all())
    status, page = send(HEAD + "LH-1,sam@practice.example,,,\n")
    assert "0 taken, 1 with nothing to do" in page
    with district.working(writes=False):
        events = session.scalars(select(Event.event).order_by(Event.seq)).all()
    assert "cases:young_person:allocated" not in events[before:]
    status, page = send(HEAD + "LH-1,nobody,nobody,,\n")
    assert ("1 taken" in page, team(district)) == (True, Team())
    for bad, why in (
        (b"", "The file is empty"),
        (b"child;social_worker\n", "not separated by commas"),
        (b"name,email\n", "The first line must name the columns"),
        (b"child\n", "The first line must name the columns"),
        (b"\0", "not text that can be read"),
        (b"a" * (LARGEST + 10), "larger than 1 MB"),
    ):
        status, page = send(bad)
        assert (status, why in page) == (422, True), why


@pytest.mark.control("C9")
def test_a_file_reaches_nobody_of_another_district(district: District) -> None:
    with district.working():
        away = register("Quinn Elsewhere", Role.CASE_SUPPORT, "preston")
    with district.working():
        report = operations.allocate_from_file(
            actor=actor_of(away),
            now=NOW,
            data=(HEAD + "LH-1,sam@practice.example,,,\n").encode(),
        )
    assert report.lines[0].message == (
        "There is nobody with this code or reference among those you do this for."
    )
    assert team(district) == Team()


def test_the_command_takes_the_same_file(tmp_path: Path) -> None:
    env = {
        "PORTAL_INSTANCE_DIR": str(tmp_path / "instance"),
        "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path / 'instance' / 'portal.sqlite'}",
    }
    run = CliRunner().invoke
    assert run(cli.main, ["init", "--json"], env=env).exit_code == 0
    file = tmp_path / "who.csv"
    file.write_text(HEAD + "LH-1,sam@practice.example,,,\n", encoding="utf-8")
    answer = run(cli.main, ["import", "who-works-with-whom", str(file), "--json"], env=env)
    facts = json.loads(answer.stdout)
    assert (answer.exit_code, facts["rows"], facts["refused"]) == (0, 1, 1)
    assert facts["lines"][0]["child"] == "LH-1"
    file.write_bytes(b"\0")
    assert run(cli.main, ["import", "who-works-with-whom", str(file)], env=env).exit_code == 2
