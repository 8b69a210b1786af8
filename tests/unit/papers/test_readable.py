"""Which pages of a file the portal can read by itself, and which are for a person (R53)."""

from __future__ import annotations

import pytest

from portal.papers.rules.readable import FEW_WORDS, Page, needs_a_person, pages_for_a_person

FOOTER = "Invented County Council Page 1 of 12"
PROSE = "Robin likes football and has been with the same carers for six years now. " * 5
SHORT = "Case summary for Robin Testcase, of 2 November 2026"
MOVED = PROSE.translate({letter: letter + 3 for letter in range(ord("a"), ord("z") + 1)})
NOT_MAPPED = "".join(chr(ord(letter) - 29) if letter.isalpha() else letter for letter in PROSE)
OPTIONS = (
    "Flat in Burnley 2 bedrooms £120.50 a week from 14/12/2026\n• House in Nelson – £98\n"
    "Shared house .......... BB11 1AA ✓ ✓ ✗ – – 3 beds\n"
)
CASES: dict[str, tuple[Page, bool]] = {
    "prose": (Page(PROSE), False),
    "prose on a picture of the whole page": (Page(PROSE, 1.0), False),
    "a scan without a word": (Page("", 1.0), True),
    "an empty page": (Page(""), True),
    "a scan with a stamped footer": (Page(FOOTER, 0.95), True),
    "half a page of scan with a footer": (Page(FOOTER, 0.5), True),
    "a logo and a short title": (Page(SHORT, 0.03), False),
    "a portrait beside a short title": (Page(SHORT, 0.3), False),
    "a scan with as many words as a header has": (Page("word and " * 19, 1.0), True),
    "a picture beside as many words as say something": (
        Page("word and " * (FEW_WORDS // 2), 0.6),
        False,
    ),
    "letters kept as outlines, with a footer": (Page(FOOTER, 0.0, 9_000), True),
    "a table's lines with a short title": (Page(SHORT, 0.0, 400), False),
    "a chart between prose": (Page(PROSE, 0.0, 9_000), False),
    "letters each apart": (Page("W h y w e a r e i n v o l v e d " * 3), True),
    "a grid of marks": (Page("1 4 3 2 5 Health and school 4 4 3"), False),
    "letters the font does not name": (Page("\ue001\ue002\ue003 \ue004\ue005 \ue006 " * 9), True),
    "letters without a meaning": (Page("\ufffd\ufffd \ufffd\ufffd\ufffd \ufffd " * 9), True),
    "letters moved along the table": (Page(NOT_MAPPED), True),
    "letters exchanged for others": (Page(MOVED), True),
    "misread letters": (Page("VVhy |r~ 1n## ¢~ ^^^ tlkd |||| bcd## xx%% hj\\\\kk ~~# " * 3), True),
    "hyphens at the ends of lines": (Page("in\u0002\nvolve\ufffement of " * 9 + PROSE), False),
    "housing options": (Page(OPTIONS), False),
    "dots before page numbers": (Page("Health . . . . . . . . . 2\nSchool . . . . . . . 3"), False),
    "a name with accents and one in Arabic": (Page("Zoë Gašpar أحمد and their carers"), False),
    "another language, where the section is not found": (
        Page("Robin lubi piłkę nożną oraz mieszka u rodziny zastępczej od sześciu lat. " * 5),
        True,
    ),
}


@pytest.mark.requirement("R53")
@pytest.mark.parametrize("case", CASES)
def test_a_page_the_portal_cannot_read_is_for_a_person(case: str) -> None:
    page, waits = CASES[case]
    assert needs_a_person(page) is waits


def test_pages_are_counted_from_one() -> None:
    assert pages_for_a_person([Page(PROSE), Page(FOOTER, 1.0), Page("")]) == (2, 3)
