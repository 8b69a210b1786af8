"""Whose name a reader meets on an agenda, on the page and in every file it is taken away in."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest

from portal.panels import operations
from portal.testing.pages import PageClient
from tests.integration.panels.conftest import CANARY, NOW, District, SignInAs
from tests.unit.panels.pdf_text import text_of

DOWNLOADS = ("", ".pdf", ".docx", ".ics")


def agenda_of(district: District, ending: str) -> str:
    return f"/d/burnley/meetings/{district.meeting_id}/agenda{ending}"


def words_of(client: PageClient, where: str) -> str:
    """Everything a file or page says, its properties included."""
    answer = client.get(where)
    assert answer.status_code == 200
    disposition = answer.headers.get("Content-Disposition", "")
    if where.endswith(".pdf"):
        with pikepdf.open(io.BytesIO(answer.data)) as document:
            return f"{text_of(document)} {dict(document.docinfo)} {disposition}"
    if where.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
            return " ".join(file.read(name).decode("latin-1") for name in file.namelist())
    return f"{answer.text} {disposition} {answer.headers}"


@pytest.mark.control("C11", "C17")
@pytest.mark.parametrize("ending", DOWNLOADS)
def test_a_member_meets_no_name(district: District, as_person: SignInAs, ending: str) -> None:
    first = district.nominate(0)
    district.publish()
    with district.working():
        operations.move_item(
            actor=district.support, now=NOW, item_id=first.item_id, direction="down"
        )
    district.publish()
    said = words_of(as_person(district.member), agenda_of(district, ending))
    assert CANARY not in said
    if ending != ".ics":
        assert "LH-1" in said


@pytest.mark.parametrize("ending", DOWNLOADS[:3])
def test_a_social_worker_meets_the_name_of_their_own_and_no_other(
    district: District, as_person: SignInAs, ending: str
) -> None:
    district.nominate(0)
    district.nominate(1, social_worker_id=district.other_worker.person_id)
    district.publish()
    said = words_of(as_person(district.worker), agenda_of(district, ending))
    assert said.count("Pretend1") >= 1
    assert "Pretend2" not in said


@pytest.mark.parametrize("ending", DOWNLOADS[:3])
def test_whoever_runs_the_panel_meets_every_name(
    district: District, as_person: SignInAs, ending: str
) -> None:
    district.nominate()
    district.publish()
    said = words_of(as_person(district.chair), agenda_of(district, ending))
    assert f"{CANARY}" in said
