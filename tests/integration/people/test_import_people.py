"""Joiners and leavers from a file: good rows taken, every other told of, a second time nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from portal import cli
from portal.audit.models import Event
from portal.database import session
from portal.people import operations, queries
from portal.people.models import Person, RoleGrant
from portal.people.policy import Role
from portal.testing.pages import PageClient
from portal.web.csv_import import LARGEST, Outcome
from tests.integration.people.conftest import NOW, TODAY, Enter, Staff

HEAD = "name,email,job_title,organisation,role,where,from,until\n"
TEAM = "Invented Children’s services team"
PROVIDER = "Invented Provider of homes"


def joiner(name: str, key: str, role: str, where: str, **more: str) -> str:
    """One row of joiners, ended by a line break."""
    values = {"title": "", "team": TEAM, "first": "2026-11-23", "last": ""} | more
    cells = (
        name,
        f"{key}@practice.example",
        values["title"],
        values["team"],
        role,
        where,
        values["first"],
        values["last"],
    )
    return ",".join(cells) + "\n"


WREN, VALE = "Wren Fictional", "Vale Fictional"
EAST = "East Lancashire"
JOINERS = HEAD + "".join(
    (
        joiner(WREN, "wren", "Case support officer", "Burnley", title="Officer"),
        joiner(WREN, "wren", "member", EAST, title="Officer", last="31/03/2027"),
        joiner(
            "Sam Testcase",
            "sam",
            "Panel chair",
            "the whole county",
            first="2026-12-01",
            last="2026-12-31",
        ),
        joiner("Sam Testcase", "sam", "Social worker", "Burnley", first="2026-01-01"),
        joiner("=1+1", "formula", "Panel member", "Burnley", team="Nowhere"),
        joiner(VALE, "vale", "Panel member", "Atlantis"),
        joiner(VALE, "vale2", "Wizard", "Burnley"),
        joiner(VALE, "vale3", "Panel member", "Burnley", team="Unknown Ltd"),
        joiner(VALE, "vale4", "Panel chair", "Burnley", team=PROVIDER),
        joiner(VALE, "vale5", "Information governance officer", "county"),
        joiner(VALE, "vale6", "Panel member", "Burnley", last="2026-11-22"),
        joiner("Other Name", "lee", "Panel member", "Burnley"),
        joiner("Lee Sample", "lee", "Panel member", "Burnley", team=PROVIDER),
        joiner("Pat Fictional", "pat", "Panel member", "Burnley"),
    )
)
OUTCOMES = {
    2: (Outcome.TAKEN, "Added, with this role"),
    3: (Outcome.TAKEN, "this role is new"),
    4: (Outcome.TAKEN, "this role is new"),
    5: (Outcome.ALREADY, "already"),
    6: (Outcome.REFUSED, "begins like a formula"),
    7: (Outcome.REFUSED, "no place called “Atlantis”"),
    8: (Outcome.REFUSED, "no role called “Wizard”"),
    9: (Outcome.REFUSED, "no open organisation called “Unknown Ltd”"),
    10: (Outcome.REFUSED, "people from children’s services"),
    11: (Outcome.REFUSED, "not yours to give"),
    12: (Outcome.REFUSED, "last day must be"),
    13: (Outcome.REFUSED, "somebody else’s here"),
    14: (Outcome.REFUSED, "line 13 has this email address"),
    15: (Outcome.REFUSED, "another organisation"),
}


def take(staff: Staff, text: str, key: str = "pat") -> operations.ImportReport:
    with staff.working():
        return operations.import_people(actor=staff.actor(key), now=NOW, data=text.encode())


def everything(staff: Staff) -> tuple[int, ...]:
    with staff.working(writes=False):
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Person, RoleGrant, Event)
        )


def test_every_row_is_told_of_and_good_rows_are_taken(staff: Staff) -> None:
    report = take(staff, JOINERS)
    found = {line.line: (line.outcome, line.message) for line in report.lines}
    assert set(found) == set(OUTCOMES)
    for number, (outcome, says) in OUTCOMES.items():
        assert found[number][0] is outcome, (number, found[number])
        assert says.casefold() in found[number][1].casefold(), (number, found[number])
    with staff.working(writes=False):
        wren = queries.people_by_email({"wren@practice.example"})["wren@practice.example"]
        assert (wren.name, wren.starts_on, wren.sponsor_id) == (
            "Wren Fictional",
            TODAY,
            staff.ids["pat"],
        )
        held = {
            (row.role, row.district_id, row.area_id, row.ends_on)
            for row in queries.roles_of([wren.id])
        }
        assert held == {
            ("case_support", "burnley", None, None),
            ("member", None, "east", date(2027, 3, 31)),
        }
        refused = queries.people_by_email({f"vale{n}@practice.example" for n in ("", *range(2, 7))})
        assert refused == {}


def test_the_same_file_again_changes_nothing(staff: Staff) -> None:
    first = take(staff, JOINERS)
    before = everything(staff)
    second = take(staff, JOINERS)
    assert everything(staff) == before
    assert second.count(Outcome.TAKEN) == 0
    assert second.count(Outcome.ALREADY) == first.count(Outcome.TAKEN) + 1
    refused = [
        [line for line in report.lines if line.outcome is Outcome.REFUSED]
        for report in (first, second)
    ]
    assert refused[0] == refused[1]


def test_a_role_that_was_ended_is_not_revived_by_an_old_file(staff: Staff) -> None:
    take(staff, JOINERS)
    with staff.working():
        wren = queries.people_by_email({"wren@practice.example"})["wren@practice.example"]
        for row in queries.roles_of([wren.id]):
            operations.end_role(actor=staff.actor("pat"), now=NOW, grant_id=row.id)
    report = take(staff, JOINERS)
    assert [line.outcome for line in report.lines[:2]] == [Outcome.REFUSED] * 2
    assert "was ended on 23 November 2026" in report.lines[0].message


def test_somebody_who_left_is_not_brought_back_by_an_old_file(staff: Staff) -> None:
    take(staff, JOINERS)
    with staff.working():
        wren = queries.people_by_email({"wren@practice.example"})["wren@practice.example"]
        wren.ends_on = date(2026, 11, 22)
    report = take(staff, JOINERS)
    assert "They left on 22 November 2026" in report.lines[0].message


def test_another_job_title_is_told_and_not_taken(staff: Staff) -> None:
    row = joiner("Sam Testcase", "sam", "Panel member", "Burnley", title="Astronaut")
    (line,) = take(staff, HEAD + row).lines
    assert (line.outcome, "another job title" in line.message) == (Outcome.REFUSED, True)


LEAVERS = (
    "email,leaves_on\n"
    "sam@practice.example,2026-11-30\n"
    "nobody@practice.example,2026-11-30\n"
    "pat@practice.example,2026-11-30\n"
    "lee@practice.example,2025-11-30\n"
    "casey@practice.example,30/11/2026\n"
)


def test_leavers(staff: Staff) -> None:
    report = take(staff, LEAVERS)
    assert [line.outcome for line in report.lines] == [
        Outcome.TAKEN,
        Outcome.REFUSED,
        Outcome.REFUSED,
        Outcome.REFUSED,
        Outcome.TAKEN,
    ]
    assert "Nobody with this email address is here" in report.lines[1].message
    assert "themselves" in report.lines[2].message
    with staff.working(writes=False):
        assert queries.person(staff.ids["sam"]).ends_on == date(2026, 11, 30)
        assert {row.ends_on for row in queries.roles_of([staff.ids["sam"]])} == {date(2026, 11, 30)}
    before = everything(staff)
    again = take(staff, LEAVERS)
    assert again.count(Outcome.ALREADY) == 2
    assert everything(staff) == before


def upload(
    client: PageClient, data: bytes, name: str = "people.csv", address: str = "/people/import"
) -> tuple[int, str]:
    """Send a file as a browser does. The test client would leave a temporary file of it open."""
    head = f'--here\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    answer = client.post(
        address,
        data=head.encode() + data + b"\r\n--here--\r\n",
        content_type="multipart/form-data; boundary=here",
    )
    return answer.status_code, answer.text


@pytest.mark.control("C30")
def test_the_page_takes_a_file_and_reports_each_row(staff: Staff, enter: Enter) -> None:
    pat = enter("pat")
    assert pat.get("/people/import").status_code == 200
    status, page = upload(pat, JOINERS.encode())
    assert status == 200
    assert "3 taken, 1 with nothing to do, 10 not taken" in page
    assert "begins like a formula" in page
    assert "wren@practice.example" in page
    assert "Wren Fictional" in pat.get("/people").text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"name\n", "must name the columns"),
        (b"\0\0", "CSV UTF-8"),
        (b"a" * (LARGEST + 10), "larger than 1 MB"),
        ((HEAD + '"never closed').encode(), "cannot be read"),
        ("email,leaves_on\n".encode("utf-16"), "CSV UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(
    staff: Staff, enter: Enter, data: bytes, says: str
) -> None:
    pat = enter("pat")
    before = everything(staff)
    status, page = upload(pat, data)
    assert (status, says in page) == (422, True)
    assert everything(staff) == before


def test_no_file_at_all_is_asked_for(staff: Staff, enter: Enter) -> None:
    answer = enter("pat").post("/people/import", data={})
    assert (answer.status_code, "Choose a file" in answer.text) == (422, True)


def test_a_script_in_a_cell_is_shown_as_text(staff: Staff, enter: Enter) -> None:
    row = joiner(VALE, "vale", "Panel member", "Burnley", team="<script>alert(1)</script>")
    status, page = upload(enter("pat"), (HEAD + row).encode())
    assert (status, "<script>alert" in page, "&lt;script&gt;alert" in page) == (200, False, True)


def test_the_command_brings_in_the_first_administrator(tmp_path: Path) -> None:
    env = {
        "PORTAL_INSTANCE_DIR": str(tmp_path / "instance"),
        "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path / 'instance' / 'portal.sqlite'}",
    }

    def run(*arguments: str) -> tuple[int, dict[str, object]]:
        answer = CliRunner().invoke(cli.main, [*arguments, "--json"], env=env)
        return answer.exit_code, json.loads(answer.stdout)

    assert run("init")[0] == 0
    assert run("organisation", "County Offices", "--kind", "other")[0] == 0
    assert run("organisation", "County Offices", "--kind", "other")[0] == 1
    file = tmp_path / "first.csv"
    team = "County Offices"
    file.write_text(
        HEAD
        + joiner("Pat Fictional", "pat", "People administrator", "county", team=team)
        + joiner("Gale Nobody", "gale", "Information governance officer", "county", team=team),
        encoding="utf-8",
    )
    code, report = run("import", "people", str(file))
    assert (code, report["taken"], report["refused"]) == (0, 2, 0)
    code, again = run("import", "people", str(file))
    assert (code, again["taken"], again["already"]) == (0, 0, 2)
    file.write_bytes(b"\0")
    code, refusal = run("import", "people", str(file))
    assert (code, "error" in refusal) == (2, True)


def test_roles_may_be_named_by_label_or_key(staff: Staff) -> None:
    for number, (role, name) in enumerate(
        ((Role.MEMBER, "PANEL MEMBER"), (Role.CHAIR, "chair"), (Role.TEAM_MANAGER, "team manager"))
    ):
        row = joiner("R Fictional", f"r{number}", name, "Burnley")
        assert take(staff, HEAD + row).lines[0].outcome is Outcome.TAKEN
        with staff.working(writes=False):
            person = queries.person_by_email(f"r{number}@practice.example")
            assert person is not None
            assert [row.role for row in queries.roles_of([person.id])] == [role]
