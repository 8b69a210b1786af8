"""A Word file taken in by sections: the one that is cut, wherever it hides (R53)."""

from __future__ import annotations

import io

import pytest

from portal.papers.files.word import read_word
from portal.papers.rules.refusals import FileRefusedError, Refusal
from portal.papers.rules.taken_in import NO_HEADING, TakenIn, take_in
from tests.support.invented_papers import (
    CANARY,
    box,
    paragraph,
    run,
    word,
    word_of,
    word_table,
)

BOLD = "<w:b/>"


def taken(file: bytes) -> TakenIn:
    return take_in(read_word(io.BytesIO(file)).pieces)


def said(found: TakenIn) -> str:
    return "\n".join(
        text for section in found.sections for text in (section.heading, *section.lines)
    )


def numbered(text: str, list_id: int = 3) -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{list_id}"/></w:numPr></w:pPr>'
        f"{run(text)}</w:p>"
    )


CASES = {
    "heading styles": word(
        ("h1", "About Robin"),
        "Likes football",
        ("h1", "Why we are involved"),
        CANARY,
        ("h2", "Early years"),
        f"More {CANARY}",
        ("h1", "Health"),
        "Well",
    ),
    "a heading at a lower level": word(
        ("h1", "Summary"),
        "Likes football",
        ("h2", "2.1 Reason for involvement"),
        CANARY,
        ("b", "2015"),
        CANARY,
        ("h2", "Health"),
        "Well",
    ),
    "bold lines": word(
        ("b", "About Robin"),
        "Likes football",
        ("b", "WHY ARE WE INVOLVED?"),
        CANARY,
        ("b", "H"),
        "Well",
    ),
    "plain lines": word("Likes football", "Why we are involved:", CANARY, ("h1", "Health"), "Well"),
    "text that runs on": word(
        ("h1", "About Robin"),
        "Likes football",
        f"Why we are involved: {CANARY}",
        ("h1", "H"),
        "Well",
    ),
    "capitals": word(
        ("h1", "A"),
        "Likes football",
        "WHY WE ARE INVOLVED",
        CANARY,
        "1. a step",
        CANARY,
        "HEALTH NOW",
        "Well",
    ),
    "a row of a table": word_table(
        [
            ["About Robin", "Likes football"],
            ["Why we are involved", CANARY],
            ["Health", "Well"],
        ]
    ),
    "the first row of a table": word_table(
        [
            ["Why we are involved", f"There were worries at home for long, and {CANARY}"],
            ["About Robin", "Likes football"],
            ["Health", "Well"],
        ]
    ),
    "a short first row": word_table(
        [["Why we are involved", CANARY], ["About Robin", "Likes football"], ["Health", "Well"]]
    ),
    "a row that goes on below": word_table(
        [
            ["About Robin", "Likes football"],
            ["Reason for involvement", "first"],
            ["", CANARY],
            ["Health", "Well"],
        ]
    ),
    "a column of a table": word_table(
        [
            ["About Robin", "Why we are involved", "Health"],
            ["Likes football", CANARY, "Well"],
        ]
    ),
    "labels beside each other": word_table(
        [
            ["Name", "Likes football", "Age", "17"],
            ["Health", "Well", "Why we are involved", CANARY],
        ]
    ),
    "a heading inside a cell": word_table(
        [["About Robin", f"Likes football\nWhy we are involved\n{CANARY}"], ["Health", "Well"]]
    ),
    "a text box": word_of(
        paragraph(run("Likes football"))
        + box(paragraph(run("Why we are involved", BOLD)), paragraph(run(CANARY)))
        + paragraph(run("Well"))
    ),
    "a heading alone in a text box": word_of(
        paragraph(run("Likes football"))
        + box(paragraph(run("Why we are involved", BOLD)))
        + paragraph(run(CANARY))
        + paragraph(run("Health"), style="Heading1")
        + paragraph(run("Well"))
    ),
    "a content control": word_of(
        paragraph(run("Likes football"))
        + "<w:sdt><w:sdtContent>"
        + paragraph(run("Why we are involved"), style="Heading1")
        + paragraph(run(CANARY))
        + "</w:sdtContent></w:sdt>"
        + paragraph(run("Health"), style="Heading1")
        + paragraph(run("Well"))
    ),
    "a tracked insertion": word_of(
        paragraph(run("Likes football"))
        + f"<w:p><w:ins>{run('Why we ', BOLD)}</w:ins>{run('are involved', BOLD)}</w:p>"
        + f"<w:p><w:ins>{run(CANARY)}</w:ins></w:p>"
        + paragraph(run("Health"), style="Heading1")
        + paragraph(run("Well"))
    ),
    "a line break behind the heading": word_of(
        paragraph(run("Likes football"))
        + "<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr>"
        + f"<w:r><w:t>Why we are involved</w:t><w:br/><w:t>{CANARY}</w:t></w:r></w:p>"
        + paragraph(run("Health"), style="Heading1")
        + paragraph(run("Well"))
    ),
    "a line break inside the heading": word_of(
        paragraph(run("Likes football"))
        + "<w:p><w:r><w:t>Why we are</w:t><w:br/><w:t>involved</w:t></w:r></w:p>"
        + paragraph(run(CANARY))
        + paragraph(run("Health"), style="Heading1")
        + paragraph(run("Well"))
    ),
    "Word's own numbering": word_of(
        numbered("About Robin")
        + paragraph(run("Likes football"))
        + numbered("Why we are involved")
        + paragraph(run(CANARY))
        + numbered(CANARY, list_id=4)
        + numbered("Health")
        + paragraph(run("Well"))
    ),
    "the last section": word(
        ("h1", "A"), "Likes football", "Well", ("h1", "Why we're here: Why we are involved"), CANARY
    ),
}


@pytest.mark.requirement("R53")
@pytest.mark.parametrize("case", CASES)
def test_the_section_is_cut_and_everything_else_is_kept(case: str) -> None:
    found = taken(CASES[case])
    kept = said(found)
    assert CANARY not in kept
    assert "involve" not in kept.casefold()
    assert "Likes football" in kept
    assert "Well" in kept
    assert sum(each.words for each in found.left_out) >= 1
    assert all(CANARY not in each.heading for each in found.left_out)


@pytest.mark.requirement("R53")
def test_a_file_without_the_section_is_taken_in_whole() -> None:
    found = taken(
        word(
            "Opening",
            ("h1", "Who is involved"),
            "The carer",
            ("h1", "Empty"),
            ("h2", "Why this home"),
            "Near",
        )
    )
    assert found.left_out == ()
    assert [(each.heading, each.lines) for each in found.sections] == [
        (NO_HEADING, ("Opening",)),
        ("Who is involved", ("The carer",)),
        ("Empty", ()),
        ("Why this home", ("Near",)),
    ]


@pytest.mark.requirement("R53")
def test_it_says_how_much_was_left_out_and_never_what() -> None:
    found = taken(
        word(
            ("h1", "1. Why we are involved with neglect"), "one two three", "four", ("h1", "B"), "x"
        )
    )
    (left,) = found.left_out
    assert (left.heading, left.words) == ("Why we are involved", 7)


@pytest.mark.requirement("R53")
def test_a_section_that_speaks_of_it_is_marked_for_a_person() -> None:
    found = taken(word(("h1", "Views"), "Robin knows why we are involved.", ("h1", "B"), "x"))
    assert [each.mentions_it for each in found.sections] == [True, False]


@pytest.mark.control("C33")
def test_what_a_reader_does_not_see_is_left_behind_and_counted() -> None:
    hidden = "<w:vanish/>"
    body = (
        paragraph(run("Seen "), run(f"{CANARY} two", hidden))
        + f"<w:p><w:del><w:r><w:delText>{CANARY}</w:delText></w:r></w:del>{run('here')}</w:p>"
        + f"<w:p><w:r><w:instrText>{CANARY}</w:instrText></w:r>"
        + "<w:r><w:object/></w:r></w:p>"
    )
    notes = f'<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment>{paragraph(run(CANARY))}</w:comment></w:comments>'
    file = word_of(
        body,
        word__comments_dot_xml=notes.encode(),
        word__header9_dot_xml=CANARY.encode(),
        word__embeddings__oleObject1_dot_bin=CANARY.encode(),
        customXml__item8_dot_xml=CANARY.encode(),
    )
    read = read_word(io.BytesIO(file))
    assert CANARY not in repr(read)
    assert read.left == {"hidden": 2, "deletions": 1, "comments": 1, "margins": 1, "objects": 2}


def zip_of(**parts: bytes) -> bytes:
    return word_of(paragraph(run("x")), **parts)


BAD = {
    "a macro": (zip_of(word__vbaProject_dot_bin=b"x"), Refusal.MACROS),
    "an entity": (
        zip_of(word__footnotes_dot_xml=b'<!DOCTYPE x [<!ENTITY e "eeee">]><x>&e;</x>'),
        Refusal.ENTITIES,
    ),
    "too many elements": (word_of("<w:p/>" * 160_000), Refusal.BOMB),
    "too deep": (word_of("<w:sdt>" * 130 + "</w:sdt>" * 130), Refusal.BOMB),
    "a large part": (word_of(paragraph(run("x" * (7 * 1024 * 1024)))), Refusal.BOMB),
    "broken xml": (word_of("<w:p>"), Refusal.DAMAGED),
    "not a zip": (b"PK\x03\x04 and nothing more", Refusal.DAMAGED),
    "cut short": (word("A")[:-200], Refusal.DAMAGED),
}


@pytest.mark.control("C33")
@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_its_reason(case: str) -> None:
    file, refusal = BAD[case]
    with pytest.raises(FileRefusedError) as caught:
        read_word(io.BytesIO(file))
    assert caught.value.refusal is refusal
