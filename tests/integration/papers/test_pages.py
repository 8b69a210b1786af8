"""Papers on their pages: typed, taken in, confirmed, read, changed by two, withdrawn."""

from __future__ import annotations

import io
import tempfile
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug import formparser
from werkzeug.test import TestResponse

from portal.audit.models import Event
from portal.database import session
from portal.papers import queries
from portal.papers.files import pdf
from portal.papers.models import Paper, PaperIntake, PaperVersion
from portal.papers.operations import read_blob
from portal.papers.rules.involved import REFUSED
from portal.papers.rules.kinds import PaperKind, PaperState
from portal.testing.pages import PageClient
from tests.integration.papers.conftest import FORM, Bureau, SignInAs
from tests.integration.papers.test_files import EICAR, Scanner
from tests.support.invented_papers import CANARY, Sent, pictured_pdf, scanned_pdf, word
from tests.support.invented_papers import pdf as invented

DATE = {key: value for key, value in FORM.items() if key.startswith("written_on")}


def text_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def send(client: PageClient, address: str, file: bytes, name: str, **more: Any) -> TestResponse:
    data = {"file": (io.BytesIO(file), name), "version": "0", "title": "", **DATE, **more}
    return client.post(address, data=data, content_type="multipart/form-data")


def only_paper(bureau: Bureau) -> Paper:
    with bureau.working(writes=False):
        (found,) = queries.papers_of([bureau.item_id])[bureau.item_id]
        session.expunge(found)
        return found


def intake_of(bureau: Bureau) -> PaperIntake:
    with bureau.working(writes=False):
        (found,) = queries.intakes_of(bureau.item_id)
        session.expunge(found)
        return found


def at(path: str) -> str:
    return f"/d/burnley{path}"


@pytest.mark.requirement("R47", "R53", "R55")
def test_the_list_says_what_is_missing_and_by_when(bureau: Bureau, as_person: SignInAs) -> None:
    page = text_of(as_person(bureau.support).get(at(f"/items/{bureau.item_id}/papers")))
    assert "Case summary, from the social worker" in page
    assert "Fetch by Monday 30 November 2026" in page
    assert "incomplete in its source" in page
    bureau.typed()
    page = text_of(as_person(bureau.support).get(at(f"/items/{bureau.item_id}/papers")))
    assert "Case summary, from the social worker" not in page
    assert "Ready for the panel." in page


@pytest.mark.requirement("R47")
def test_a_case_summary_is_typed_and_read(bureau: Bureau, as_person: SignInAs) -> None:
    client = as_person(bureau.worker)
    address = at(f"/items/{bureau.item_id}/papers/type/case_summary")
    assert client.get(at(f"/items/{bureau.item_id}/papers/add")).status_code == 200
    assert "Why we are involved" not in text_of(client.get(address))
    sent = {**FORM, "section-about-words": "Likes football", "section-plan-words": "A flat"}
    assert client.post(address, data=sent).status_code == 303
    paper = only_paper(bureau)
    assert paper.state == PaperState.READY
    page = text_of(client.get(at(f"/papers/{paper.id}")))
    assert "Likes football" in page
    assert "The plan for adulthood" in page
    assert "20 November 2026" in page


@pytest.mark.requirement("R53")
def test_the_section_cannot_be_typed_and_nothing_typed_is_lost(
    bureau: Bureau, as_person: SignInAs
) -> None:
    client = as_person(bureau.worker)
    address = at(f"/items/{bureau.item_id}/papers/type/case_summary")
    pasted = f"Likes football\n2. Why are we involved?\n{CANARY}"
    answer = client.post(
        address, data={**FORM, "section-about-words": pasted, "section-plan-words": "A flat"}
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert REFUSED in page
    assert 'href="#section-about-words"' in page
    assert CANARY in page, "what was typed stays in its box"
    assert "A flat" in page
    with bureau.working(writes=False):
        assert queries.papers_of([bureau.item_id])[bureau.item_id] == ()
    titled = {**FORM, "title": "Why we are involved", "section-about-words": "x"}
    assert client.post(address, data=titled).status_code == 422


@pytest.mark.requirement("R47")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"written_on-year": "2027"}, "must not be in the future"),
        ({"written_on-day": ""}, "The day it was written must include a day"),
        ({"ready": ""}, "Choose whether it is ready"),
        ({"section-about-words": ""}, "Write something in at least one section"),
        ({"section-about-words": "x" * 8_001}, "8,000 characters or fewer"),
    ],
)
def test_bad_answers_are_refused_in_plain_english(
    bureau: Bureau, as_person: SignInAs, change: dict[str, str], says: str
) -> None:
    answer = as_person(bureau.worker).post(
        at(f"/items/{bureau.item_id}/papers/type/case_summary"),
        data={**FORM, "section-about-words": "Likes football"} | change,
    )
    assert answer.status_code == 422
    assert says in text_of(answer)


@pytest.mark.requirement("R47")
def test_two_people_changing_one_paper_see_both_versions(
    bureau: Bureau, as_person: SignInAs
) -> None:
    paper_id = bureau.typed()
    client, seen = as_person(bureau.worker), only_paper(bureau).version
    assert "Likes football" in text_of(client.get(at(f"/papers/{paper_id}/write")))
    bureau.typed({"about": "Likes drama"}, actor=bureau.support, paper_id=paper_id, version=seen)
    mine = {**FORM, "version": str(seen), "section-about-words": "Likes chess"}
    answer = client.post(at(f"/papers/{paper_id}/write"), data=mine)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Casey Example saved this while you were working on it" in page
    assert "Likes drama" in page
    assert "Likes chess" in page
    now_at = only_paper(bureau).version
    again = client.post(at(f"/papers/{paper_id}/write"), data=mine | {"version": str(now_at)})
    assert again.status_code == 303
    assert "Likes chess" in text_of(client.get(at(f"/papers/{paper_id}")))
    assert "Likes drama" in text_of(client.get(at(f"/papers/{paper_id}/versions/2")))


SUMMARY = word(
    ("h1", "About Robin"),
    "Likes football",
    ("h1", "Why we are involved"),
    f"Because {CANARY}",
    ("h1", "Health"),
    "Well",
)


@pytest.mark.requirement("R53")
def test_a_word_file_is_looked_at_and_confirmed(bureau: Bureau, as_person: SignInAs) -> None:
    client = as_person(bureau.worker)
    address = at(f"/items/{bureau.item_id}/papers/file/case_summary")
    assert client.get(address).status_code == 200
    answer = send(client, address, SUMMARY, "../../Robin_summary.docx")
    assert answer.status_code == 303
    intake = intake_of(bureau)
    page = text_of(client.get(answer.location))
    assert "“Why we are involved”, two words" in page
    assert "Likes football" in page
    assert CANARY not in page
    assert only_paper(bureau).state == PaperState.HELD
    confirm = at(f"/papers/waiting/{intake.id}/confirm")
    unread = client.post(confirm, data={"version": "1"})
    assert unread.status_code == 422
    assert "Read what was kept, then tick the box" in text_of(unread)
    done = client.post(
        confirm, data={"version": str(intake.version), "looked": "y", "left_out": "1"}
    )
    assert done.status_code == 303
    paper = only_paper(bureau)
    assert (paper.state, paper.title) == (PaperState.READY, "Robin summary")
    page = text_of(client.get(at(f"/papers/{paper.id}")))
    assert "Likes football" in page
    assert "Well" not in page, "a section left out by hand"
    with bureau.working(writes=False):
        assert queries.intakes_of(bureau.item_id) == []


@pytest.mark.requirement("R53")
def test_a_pdf_that_seems_to_hold_it_waits_and_what_goes_is_gone(
    bureau: Bureau, as_person: SignInAs
) -> None:
    client = as_person(bureau.worker)
    held = invented(
        "About Robin\nLikes football", f"Why we are involved\n{CANARY}", f"Also {CANARY} here"
    )
    answer = send(
        client, at(f"/items/{bureau.item_id}/papers/file/care_planning_record"), held, "r.pdf"
    )
    page = text_of(client.get(answer.location))
    assert "It seems to hold the section “why we are involved” on page 2." in page
    intake = intake_of(bureau)
    shown = client.get(at(f"/papers/waiting/{intake.id}/pages/2"))
    assert shown.mimetype == "image/jpeg"
    confirm, seen = at(f"/papers/waiting/{intake.id}/confirm"), str(intake.version)
    for wrong, says in (
        ({"pages": "1-3"}, "Nothing is left"),
        ({"pages": "7"}, "The file has pages 1 to 3"),
        ({"pages": "two"}, "Write pages like"),
        ({"words": "hippopotamus"}, "stand on no page"),
        ({"squares": "9"}, "Write squares like"),
        ({"squares": "1: A1 to J99"}, "Squares go from A1 to J14"),
    ):
        refused = client.post(confirm, data={"version": seen, "looked": "y"} | wrong)
        assert refused.status_code == 422
        assert says in text_of(refused)
    good = {"version": str(intake.version), "looked": "y", "pages": "2", "words": CANARY}
    assert client.post(confirm, data=good).status_code == 303
    paper = only_paper(bureau)
    file = client.get(at(f"/papers/{paper.id}/versions/1/file"))
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert len(pdf.text_of(file.data)) == 2
    assert CANARY not in "".join(pdf.text_of(file.data))
    assert client.get(at(f"/papers/{paper.id}/versions/1/pages/1")).mimetype == "image/jpeg"
    assert client.get(at(f"/papers/{paper.id}/versions/1/pages/3")).status_code == 404
    assert client.get(at(f"/papers/{paper.id}")).status_code == 200


@pytest.mark.requirement("R53")
def test_pages_that_are_pictures_wait_too_and_can_be_refused(
    bureau: Bureau, as_person: SignInAs
) -> None:
    client = as_person(bureau.worker)
    answer = send(client, at(f"/items/{bureau.item_id}/papers/file/other"), scanned_pdf(2), "s.pdf")
    assert "The portal cannot read pages 1 to 2" in text_of(client.get(answer.location))
    intake = intake_of(bureau)
    assert client.post(at(f"/papers/waiting/{intake.id}/refuse")).status_code == 303
    assert only_paper(bureau).state == PaperState.WITHDRAWN
    assert client.get(answer.location).status_code == 404


@pytest.mark.requirement("R53")
def test_a_scanned_page_with_a_stamped_footer_waits_for_a_person(
    bureau: Bureau, as_person: SignInAs
) -> None:
    client = as_person(bureau.worker)
    held = pictured_pdf(("Confidential\nPage 1 of 12", (0, 0, 595, 842)))
    answer = send(client, at(f"/items/{bureau.item_id}/papers/file/case_summary"), held, "s.pdf")
    assert "The portal cannot read page 1: mostly a picture" in text_of(client.get(answer.location))
    assert only_paper(bureau).state == PaperState.HELD


def test_a_pdf_of_plain_words_is_ready_at_once(bureau: Bureau, as_person: SignInAs) -> None:
    client = as_person(bureau.support)
    held = invented("Record of the meeting\nEverybody came and spoke")
    answer = send(
        client, at(f"/items/{bureau.item_id}/papers/file/care_planning_record"), held, "r.pdf"
    )
    assert answer.location.endswith(f"/items/{bureau.item_id}/papers")
    paper = only_paper(bureau)
    newer = send(client, at(f"/papers/{paper.id}/file"), held, "r.pdf", version=str(paper.version))
    assert newer.status_code == 303
    stale = send(client, at(f"/papers/{paper.id}/file"), held, "r.pdf", version="1")
    assert stale.status_code == 409
    with bureau.working(writes=False):
        assert [each.number for each in queries.versions_of(paper.id)] == [2, 1]


@pytest.mark.control("C33")
@pytest.mark.parametrize(
    ("file", "name", "says"),
    [
        (b"", "empty.pdf", "The file is empty"),
        (b"MZ\x90 a program", "case.pdf", "must be a PDF"),
        (b"%PDF-1.7 and no more", "case.pdf", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900, "case.doc", "old kind of Word"),
        (word("Why we are involved", CANARY), "case.docx", "Nothing is left"),
    ],
)
def test_a_bad_file_is_refused_beside_its_field(
    bureau: Bureau, as_person: SignInAs, file: bytes, name: str, says: str
) -> None:
    address = at(f"/items/{bureau.item_id}/papers/file/case_summary")
    answer = send(as_person(bureau.worker), address, file, name, title="Kept title")
    assert answer.status_code == 422
    page = text_of(answer)
    assert says in page
    assert 'href="#file"' in page
    assert "Kept title" in page
    with bureau.working(writes=False):
        assert queries.papers_of([bureau.item_id])[bureau.item_id] == ()
        assert queries.blob_names() == frozenset()


class Endless(io.RawIOBase):
    """300 MB that are only made when they are read; counts how much was."""

    def __init__(self) -> None:
        super().__init__()
        self.read_so_far = 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        self.read_so_far += len(into)
        into[:] = b"x" * len(into)
        return len(into)


@pytest.mark.control("C33")
@pytest.mark.parametrize("declared", [True, False])
def test_300_mb_are_refused_before_they_are_read(
    bureau: Bureau,
    as_person: SignInAs,
    declared: bool,  # noqa: FBT001 - whether a length is sent
) -> None:
    client, body = as_person(bureau.worker), Endless()
    said = {"CONTENT_LENGTH": str(300 * 1024 * 1024)} if declared else {}
    answer = client.post(
        at(f"/items/{bureau.item_id}/papers/file/case_summary"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"wsgi.input": body, "wsgi.input_terminated": True, **said},
    )
    assert answer.status_code == 413
    assert "up to 20 MB" in text_of(answer)
    assert body.read_so_far <= 22 * 1024 * 1024


@pytest.mark.requirement("R53")
def test_a_paper_is_withdrawn_with_its_reason(bureau: Bureau, as_person: SignInAs) -> None:
    paper_id = bureau.typed()
    client = as_person(bureau.worker)
    address = at(f"/papers/{paper_id}/withdraw")
    assert client.get(address).status_code == 200
    version = str(only_paper(bureau).version)
    assert client.post(address, data={"version": version, "reason": ""}).status_code == 422
    stale = client.post(address, data={"version": "99", "reason": "Old"})
    assert stale.status_code == 422
    assert client.post(address, data={"version": version, "reason": "Old"}).status_code == 303
    page = text_of(client.get(at(f"/items/{bureau.item_id}/papers")))
    assert "Withdrawn: Old" in page
    assert client.post(address, data={"version": version, "reason": "Old"}).status_code == 422


@pytest.mark.requirement("R57", "R58")
@pytest.mark.control("C11")
def test_each_agency_brings_its_own_kind_and_reads_its_own(
    bureau: Bureau, as_person: SignInAs
) -> None:
    summary = bureau.typed()
    options = bureau.typed(
        {"options": "A shared flat"}, actor=bureau.housing, kind=PaperKind.HOUSING_OPTIONS
    )
    client = as_person(bureau.housing)
    page = text_of(client.get(at(f"/items/{bureau.item_id}/papers")))
    assert "Current housing options" in page
    assert "Zanzibarina" not in page, "they see initials (A16)"
    assert "Likes football" not in page
    assert client.get(at(f"/papers/{summary}")).status_code == 404
    assert client.get(at(f"/papers/{options}")).status_code == 200
    assert client.get(at(f"/items/{bureau.item_id}/papers/type/housing_options")).status_code == 200
    assert client.get(at(f"/items/{bureau.item_id}/papers/type/case_summary")).status_code == 403
    assert client.get(at(f"/items/{bureau.item_id}/papers/type/price_list")).status_code == 404


@pytest.mark.control("C11")
def test_for_whoever_brings_nothing_papers_are_not_there(
    bureau: Bureau, as_person: SignInAs
) -> None:
    paper_id = bureau.typed()
    for actor in (bureau.district.member, bureau.district.other_worker):
        client = as_person(actor)
        for path in (
            f"/items/{bureau.item_id}/papers",
            f"/items/{bureau.item_id}/papers/add",
            f"/papers/{paper_id}",
            f"/papers/{paper_id}/versions/1",
            f"/papers/{paper_id}/versions/1/file",
            f"/papers/{paper_id}/write",
            f"/papers/{paper_id}/withdraw",
        ):
            assert client.get(at(path)).status_code == 404, path


@pytest.mark.control("C13")
def test_reading_a_paper_is_in_the_trail(bureau: Bureau, as_person: SignInAs) -> None:
    paper_id = bureau.typed()
    as_person(bureau.worker).get(at(f"/papers/{paper_id}"))
    with bureau.working(writes=False):
        asked = select(Event).where(Event.subject_id == paper_id, Event.event == "papers.paper")
        (event,) = session.scalars(asked)
        assert event.actor_id == bureau.worker.person_id


@pytest.mark.control("C33")
def test_every_file_is_kept_for_its_row_alone(bureau: Bureau) -> None:
    bureau.take_in(Sent(invented("Record\nEverybody came today"), "r.pdf"), kind=PaperKind.OTHER)
    with bureau.working(writes=False):
        row = session.scalars(select(PaperVersion)).one()
        assert b"".join(read_blob(row)).startswith(b"%PDF-")
        assert isinstance(row.id, UUID)


@pytest.mark.control("C33")
def test_what_the_scanner_finds_is_refused_and_stands_in_the_trail(
    bureau: Bureau, as_person: SignInAs, app: Flask
) -> None:
    scanner, settings = Scanner(), app.config["PORTAL_SETTINGS"]
    object.__setattr__(settings, "scanner", scanner.path)
    try:
        address = at(f"/items/{bureau.item_id}/papers/file/case_summary")
        held = invented("Some words here") + b"\n%" + EICAR
        answer = send(as_person(bureau.worker), address, held, "r.pdf")
    finally:
        object.__setattr__(settings, "scanner", None)
        scanner.stop()
    assert answer.status_code == 422
    assert "The virus scanner found something" in text_of(answer)
    with bureau.working(writes=False):
        asked = select(Event).where(Event.event == "papers:file:virus")
        (event,) = session.scalars(asked)
        assert event.subject_id == bureau.item_id
        assert queries.papers_of([bureau.item_id])[bureau.item_id] == ()


@pytest.mark.control("C33")
def test_a_file_that_is_sent_never_lies_on_a_disk(
    bureau: Bureau, as_person: SignInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_disk(*_args: Any, **_kwargs: Any) -> Any:
        raise AssertionError("a file was put on a disk while it was sent")

    monkeypatch.setattr(tempfile, "TemporaryFile", no_disk)
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", no_disk)
    monkeypatch.setattr(formparser, "SpooledTemporaryFile", no_disk)
    client = as_person(bureau.worker)
    # Written by hand: the client's own encoder would put so large a file on a disk itself.
    says = "--x\r\nContent-Disposition: form-data; name="
    parts = [f'{says}"{key}"\r\n\r\n{value}\r\n' for key, value in DATE.items()]
    file = f'{says}"file"; filename="r.pdf"\r\n\r\n%PDF-1.7'
    body = "".join([*parts, file]).encode() + b"x" * 2_000_000 + b"\r\n--x--\r\n"
    answer = client.post(
        at(f"/items/{bureau.item_id}/papers/file/case_summary"),
        data=body,
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 422
    assert "The file is damaged" in text_of(answer)
