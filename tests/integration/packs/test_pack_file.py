"""The pack as one PDF: tagged, bookmarked, marked for its reader, and no more than the page."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest

from portal.agreements.rules import Answer, Kind
from portal.papers.rules.kinds import PaperKind
from tests.integration.packs.conftest import BED, HEALTH, HOME, NAMES, PLAN, SCAN, World
from tests.integration.packs.test_packs import each, read
from tests.integration.panels.conftest import CANARY, NOW
from tests.support.packs import add_version, said
from tests.support.pdf_reading import bookmarks_of, is_accessible, pages_of, raw_streams

WORDS = (HOME, HEALTH, PLAN, SCAN, BED)


def pack_of(world: World, who: str, query: str = "") -> bytes:
    """Somebody's pack as a file."""
    answer = world.browser(who).get(f"{world.pack}.pdf{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    return bytes(answer.data)


@pytest.mark.requirement("R49", "R53", "A16", "A18")
@pytest.mark.control("C11", "C16")
@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("support", WORDS),
        ("fostering", WORDS),
        ("housing", (HOME, PLAN, SCAN)),
        ("provider", ()),
        ("member", ()),
    ],
)
def test_the_file_holds_what_the_page_holds(out: World, who: str, words: tuple[str, ...]) -> None:
    content = pack_of(out, who)
    assert read(" ".join(pages_of(content))) == each(*words)
    raw = raw_streams(content)
    for word in set(WORDS) - set(words):
        assert word.encode() not in raw
        assert word.encode("utf-16-be") not in raw


def test_what_is_looked_for_in_raw_streams_can_be_found(out: World) -> None:
    """The search above would find a word that is there: alternative texts stand in plain."""
    raw = raw_streams(pack_of(out, "fostering"))
    assert b"as a picture" in raw or "as a picture".encode("utf-16-be") in raw


def test_it_is_tagged_with_a_bookmark_for_each_item_and_paper(out: World) -> None:
    content = pack_of(out, "housing")
    assert is_accessible(content)
    marks = bookmarks_of(content)
    assert marks[0] == (0, "Pack for Thursday 17 December 2026")
    items = [title for depth, title in marks if depth == 1]
    assert [title[:2] for title in items] == ["1.", "2.", "3."]
    papers = [title for depth, title in marks if depth == 2]
    assert [title[:3] for title in papers] == [
        f"{item}.{paper}" for item in (1, 2, 3) for paper in (1, 2, 3)
    ]


@pytest.mark.control("C16", "C19")
def test_every_page_bears_its_readers_mark_and_its_case(out: World) -> None:
    pages = pages_of(pack_of(out, "housing"))
    assert len(pages) >= 4
    for page in pages:
        assert f"Copy for {NAMES['housing']}, Monday 23 November 2026" in page
        assert "Do not pass on" in page
    of_items = [page for page in pages if read(page)]
    for page in of_items:
        number = next(iter(read(page)))[-1]
        assert f"LH-{int(number) + 1}" in page
        assert all(word.endswith(number) for word in read(page))


@pytest.mark.requirement("A16")
def test_names_stay_out_of_the_file_of_who_is_not_entitled(out: World) -> None:
    assert CANARY not in " ".join(pages_of(pack_of(out, "housing")))
    assert CANARY in " ".join(pages_of(pack_of(out, "fostering")))


def test_only_these_items(out: World) -> None:
    content = pack_of(out, "housing", f"?item={out.items[2]}")
    assert read(" ".join(pages_of(content))) == each(HOME, PLAN, SCAN, items=(2,))


def test_large_print_is_set_larger(out: World) -> None:
    ordinary, large = pack_of(out, "housing"), pack_of(out, "housing", "?large=1")
    assert is_accessible(large)
    assert len(pages_of(large)) >= len(pages_of(ordinary))
    assert max(_sizes(large)) > max(_sizes(ordinary))
    assert 18.0 in _sizes(large)


def _sizes(content: bytes) -> set[float]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {
            round(float(instruction.operands[1]), 1)
            for page in pdf.pages
            for instruction in pikepdf.parse_content_stream(page)
            if str(instruction.operator) == "Tf"
        }


def test_a_page_of_a_kept_file_is_a_picture_with_its_words_beside_it(out: World) -> None:
    content = pack_of(out, "housing", f"?item={out.items[0]}")
    assert f"{SCAN}0" in " ".join(pages_of(content))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pictures = [
            each
            for each in pdf.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
    assert len(pictures) == 1


@pytest.mark.control("C15")
def test_what_was_taken_back_is_not_in_the_next_file(out: World) -> None:
    with out.working():
        said(out.items[0], Answer.STOPPED, kind=Kind.SHARE_PAPERS, at=NOW)
    content = pack_of(out, "housing")
    assert read(" ".join(pages_of(content))) == each(HOME, PLAN, SCAN, items=(1, 2))
    assert "Withdrawn" in " ".join(pages_of(content))


def test_words_that_look_like_a_program_are_words(out: World) -> None:
    hostile = '#panic("x") $1/0$ \\ <script>alert(1)</script> = * _ @x `raw` \U0001f600 \u202e'
    with out.working():
        add_version(
            out.papers[0, PaperKind.CASE_SUMMARY],
            {"home": hostile, "plan": "x" * 400, "health": "\u0915\u094d\u0937"},
        )
    text = " ".join(pages_of(pack_of(out, "support", f"?item={out.items[0]}")))
    assert '#panic("x")' in text
    assert "<script>" in text


def test_a_file_is_a_reading_and_names_nobody(out: World) -> None:
    answer = out.browser("fostering").get(f"{out.pack}.pdf")
    disposition = answer.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="pack-2026-12-17.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.search(CANARY, str(answer.headers)) is None


def test_before_it_is_out_there_is_no_file(world: World) -> None:
    assert world.browser("housing").get(f"{world.pack}.pdf").status_code == 404
