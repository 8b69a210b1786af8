"""Taking in the return in a browser: bad files, progress, report, interruption."""

from __future__ import annotations

import io
import os
import shutil
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.cases.models import YoungPerson
from portal.cases.operations import uploads
from portal.cases.routes.staff import Job
from portal.database import session
from portal.people.policy import Role
from portal.settings import Settings
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener, SignIn
from tests.support.invented_faults import plant
from tests.support.invented_return import invent, write_csv

Files = list[tuple[str, bytes]]
HEADER = b"CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"


@pytest.fixture
def officer(app: Flask, client: PageClient, sign_in: SignIn, jobs: list[Job]) -> PageClient:
    """A county-wide case support officer's browser; imports wait until the test runs them."""
    for left in uploads_left(app):  # files, unlike rows, outlive the test before
        shutil.rmtree(left)
    sign_in(client, Role.CASE_SUPPORT, None)
    return client


def send(client: PageClient, files: Files, **more: str) -> TestResponse:
    """Send a return by the form; `response.close()` is what lets the import begin."""
    form: dict[str, object] = {
        "year": "2026",
        "as_of-day": "31",
        "as_of-month": "3",
        "as_of-year": "2026",
        "file": [(io.BytesIO(content), name) for name, content in files],
        **more,
    }
    response = client.post("/return", data=form)
    response.close()
    return response


def made_files(folder: Path, *faults: str, children: int = 12) -> Files:
    made = invent(children, year=2026)
    plant(made, list(faults))
    write_csv(made, folder)
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def uploads_left(app: Flask) -> list[Path]:
    settings: Settings = app.config["PORTAL_SETTINGS"]
    folder = settings.instance_dir / uploads.FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


BAD = {
    "no file at all": ([], "Choose the files of the return"),
    "an empty file": ([("header.csv", b"")], "The file is empty"),
    "not the return": ([("shopping.csv", b"milk,bread\n1,2\n")], "not part of the statutory"),
    "a column missing": (
        [("header.csv", b"CHILD,SEX,ETHNIC,UPN,MOTHER,MC_DOB\n1,M,WBRI,,,\n")],
        "the DOB column is missing",
    ),
    "a spreadsheet": (
        [("return.xlsx", zipped(("[Content_Types].xml", b"<Types/>"), ("xl/a.xml", b"<a/>")))],
        "spreadsheet",
    ),
    "an old spreadsheet": ([("return.xls", b"\xd0\xcf\x11\xe0" + bytes(600))], "spreadsheet"),
    "a zip bomb": ([("return.zip", zipped(("header.csv", bytes(64 * 1024 * 1024))))], "unpacks to"),
    "a zip that points outside": (
        [("return.zip", zipped(("../header.csv", HEADER)))],
        "points outside",
    ),
    "a damaged zip": ([("return.zip", b"PK\x03\x04" + bytes(40))], "damaged"),
    "a picture": ([("return.csv", b"\x89PNG\r\n\x1a\n" + bytes(64))], "not a text file"),
    "an entity in XML": (
        [("return.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><EXPSSDA903>&b;</EXPSSDA903>')],
        "document type or entities",
    ),
    "another XML": ([("return.xml", b"<html><body/></html>")], "not the statutory return"),
}


@pytest.mark.requirement("R4")
@pytest.mark.parametrize(("files", "words"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_beside_the_field_and_nothing_changes(
    officer: PageClient,
    app: Flask,
    jobs: list[Job],
    files: Files,
    words: str,
) -> None:
    answer = send(officer, files)
    assert answer.status_code == 422
    assert answer.text.count(words) == 2, "in the summary and beside the field"
    assert 'value="31"' in answer.text, "what was typed is kept"
    assert 'href="#file"' in answer.text
    assert jobs == []
    assert uploads_left(app) == []
    assert "Imports so far" not in officer.get("/return").text


def test_more_than_the_portal_takes_is_said_on_the_form(officer: PageClient, app: Flask) -> None:
    before = app.config["MAX_CONTENT_LENGTH"]
    app.config["MAX_CONTENT_LENGTH"] = 2_000
    try:
        answer = send(officer, [("header.csv", HEADER * 200)])
    finally:
        app.config["MAX_CONTENT_LENGTH"] = before
    assert answer.status_code == 413
    assert answer.text.count("larger than 64 MB together") == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"year": ""}, "Choose the year of the return"),
        ({"year": "1999"}, "Choose the year of the return"),
        ({"as_of-day": "31", "as_of-month": "2"}, "must be a real date"),
        ({"as_of-year": "2027"}, "must be today or earlier"),
    ],
    ids=["no year", "a year with no code lists", "no such day", "a day that has not come"],
)
def test_a_bad_answer_is_refused_beside_its_field(
    officer: PageClient, tmp_path: Path, typed: dict[str, str], words: str
) -> None:
    answer = send(officer, made_files(tmp_path), **typed)
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.requirement("R4")
def test_an_upload_shows_its_progress_then_the_command_s_report(
    officer: PageClient, app: Flask, jobs: list[Job], tmp_path: Path
) -> None:
    answer = send(officer, made_files(tmp_path, "two codes for one review"))
    assert answer.status_code == 303
    page = officer.get(answer.location)
    assert "The import is starting" in page.text
    assert '<meta http-equiv="refresh"' in page.text
    assert (
        "The import is starting"
        in officer.get(answer.location, headers={"HX-Request": "true"}).text
    )
    jobs.pop()()
    done = officer.get(answer.location, headers={"HX-Request": "true"})
    assert (done.status_code, done.headers["HX-Redirect"]) == (204, answer.location)
    report = officer.get(answer.location)
    assert "Report on the return" in report.text
    assert "Added: 13 young people" in report.text
    assert "review_twice" in report.text
    assert "Not taken" in report.text
    assert uploads_left(app) == [], "the files are deleted afterwards"
    assert officer.get(f"{answer.location}?code=review_twice").status_code == 200
    findings = officer.get(f"{answer.location}/findings.csv")
    assert findings.mimetype == "text/csv"
    assert "review_twice" in findings.text


def test_the_files_lie_where_only_the_portal_reads_them(
    officer: PageClient, app: Flask, tmp_path: Path
) -> None:
    send(officer, made_files(tmp_path))
    (folder,) = uploads_left(app)
    assert folder.stat().st_mode & 0o777 == 0o700
    kept = [path for path in folder.iterdir() if path.name.isdigit()]
    assert kept
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}


def test_a_file_that_proves_torn_later_ends_as_refused(
    officer: PageClient, jobs: list[Job], working: ScopeOpener, tmp_path: Path
) -> None:
    files = [
        (name, content[:-12] if name == "episodes.csv" else content)
        for name, content in made_files(tmp_path)
    ]
    answer = send(officer, files)
    assert answer.status_code == 303
    jobs.pop()()
    page = officer.get(answer.location)
    assert "The return was refused and nothing was changed" in page.text
    assert "cut short" in page.text
    with working(writes=False):
        assert session.scalar(select(func.count()).select_from(YoungPerson)) == 0


def test_a_second_import_waits_for_the_first(officer: PageClient, tmp_path: Path) -> None:
    send(officer, made_files(tmp_path))
    answer = send(officer, made_files(tmp_path))
    assert answer.status_code == 422
    assert "Another import is running" in answer.text


def test_an_interrupted_import_says_so_and_runs_again(
    officer: PageClient, app: Flask, jobs: list[Job], tmp_path: Path
) -> None:
    answer = send(officer, made_files(tmp_path))
    jobs.clear()
    (folder,) = uploads_left(app)
    long_ago = time.time() - 2 * uploads.SILENT_SECONDS
    os.utime(folder / uploads.PROGRESS, (long_ago, long_ago))
    page = officer.get(answer.location)
    assert "This import was interrupted. Nothing was changed." in page.text
    assert "Interrupted" in officer.get("/return").text
    again = officer.post(f"{answer.location}/again")
    again.close()
    assert (again.status_code, again.location) == (303, answer.location)
    jobs.pop()()
    assert "Added: 12 young people" in officer.get(answer.location).text


def test_an_interrupted_import_whose_files_are_gone_asks_for_them(
    officer: PageClient, app: Flask, jobs: list[Job], tmp_path: Path
) -> None:
    answer = send(officer, made_files(tmp_path))
    (folder,) = uploads_left(app)
    shutil.rmtree(folder)
    assert "Choose them once more" in officer.get(answer.location).text
    assert officer.post(f"{answer.location}/again").status_code == 422


def test_a_name_that_tries_to_be_a_path_is_only_a_name(
    officer: PageClient, jobs: list[Job], tmp_path: Path
) -> None:
    files = [(f"../../{name}", content) for name, content in made_files(tmp_path)]
    answer = send(officer, files)
    jobs.pop()()
    page = officer.get(answer.location).text
    assert "header.csv" in page
    assert "../" not in page


@pytest.mark.parametrize(
    ("role", "district", "status"),
    [
        (Role.CASE_SUPPORT, None, 200),
        (Role.CASE_SUPPORT, "burnley", 403),
        (Role.CHAIR, None, 403),
        (Role.SOCIAL_WORKER, "burnley", 403),
    ],
    ids=["county-wide case support", "one district's case support", "chair", "social worker"],
)
def test_only_county_wide_case_support_takes_in_the_return(
    client: PageClient, sign_in: SignIn, role: Role, district: str | None, status: int
) -> None:
    sign_in(client, role, district)
    assert client.get("/return").status_code == status


def test_an_import_that_is_not_there_is_not_found(officer: PageClient, clock: MovableClock) -> None:
    clock.instant = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert officer.get(f"/return/{uuid4()}").status_code == 404
