"""A guide's Markdown becomes blocks; what a guide cannot show is refused and not dropped."""

from __future__ import annotations

import re

import pytest

from portal.guides.rules.text import (
    Span,
    Text,
    TextProblem,
    parse,
    sentences,
    steps,
    words_of,
)

PICTURES = frozenset({"home", "key"})
WHOLE = """# A title

![A house](home)

First line. Second line with **bold** and *soft*.

## A part

- one
- two, with a [link](https://example.org/help)

1. first
2. second

### Smaller

Last.
"""


def text_of(source: str) -> Text:
    return parse(source, title="Title", pictures=PICTURES)


def test_every_kind_of_block_is_read_in_order() -> None:
    text = parse(WHOLE, pictures=PICTURES)
    assert text.title == "A title"
    assert [block.kind for block in text.blocks] == [
        "picture",
        "paragraph",
        "h2",
        "bullets",
        "numbers",
        "h3",
        "paragraph",
    ]
    assert (text.blocks[0].name, words_of(text.blocks[0].lines[0])) == ("home", "A house")
    assert Span("bold", strong=True) in text.blocks[1].lines[0]
    assert Span("soft", emphasis=True) in text.blocks[1].lines[0]
    assert text.blocks[3].lines[1][-1] == Span("link", href="https://example.org/help")
    assert [block.anchor for block in text.headings] == ["part-1"]
    assert "picture" not in {block.kind for block in text.without_pictures}


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "a <b>tag</b> & an &amp; entity",
        "<img src=x onerror=alert(1)>",
        "<!-- hidden -->",
    ],
)
def test_raw_html_is_the_text_it_is(words: str) -> None:
    text = text_of(words)
    assert [block.kind for block in text.blocks] == ["paragraph"]
    assert words_of(text.blocks[0].lines[0]) == words.replace("&amp;", "&")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("> quoted", "blockquote"),
        ("    code", "code"),
        ("```\ncode\n```", "code"),
        ("***", "hr"),
        ("`code`", "code"),
        ("# Another title", "h1"),
        ("#### Too small", "h4"),
        ("- one\n  - inside", "inside another list"),
        ("![A cat](cat)", "no picture called “cat”"),
        ("![](home)", "needs words"),
        ("words ![A house](home) words", "cannot hold"),
        ("[x](http://example.org)", "must begin with https:"),
        ("[x](/sign-out)", "must begin with https:"),
        ("[x](//example.org)", "must begin with https:"),
        ("two  \nlines", "br"),
    ],
)
def test_what_a_guide_cannot_show_is_refused_by_name(source: str, says: str) -> None:
    with pytest.raises(TextProblem, match=re.escape(says)):
        text_of(source)


@pytest.mark.parametrize(
    "source", ["[x](javascript:alert(1))", "[x](data:text/html;base64,AA==)", "[x](vbscript:x)"]
)
def test_a_link_that_runs_something_stays_the_text_it_is(source: str) -> None:
    text = text_of(source)
    spans = [span for block in text.blocks for line in block.lines for span in line]
    assert "".join(span.words for span in spans) == source
    assert {span.href for span in spans} == {None}


def test_a_guide_of_the_portals_own_begins_with_its_title() -> None:
    with pytest.raises(TextProblem, match="begin with its title"):
        parse("No title.", pictures=PICTURES)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It is “good”. Yes.", ["It is “good”.", "Yes."]),
        ("Call 0808 800 5792, free.", ["Call 0808 800 5792, free."]),
        ("One، one. اثنان؟ ثلاثة.", ["One، one.", "اثنان؟", "ثلاثة."]),
        ("یہ ایک\u06d4 یہ دو\u06d4", ["یہ ایک\u06d4", "یہ دو\u06d4"]),
        ("እዚ ሓደ። እዚ ክልተ?", ["እዚ ሓደ።", "እዚ ክልተ?"]),
    ],
)
def test_lines_are_cut_after_each_sentence_in_every_script(words: str, parts: list[str]) -> None:
    assert [words_of(line) for line in sentences((Span(words),))] == parts


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("It costs £2,000, or £3 a day.", ["£2,000", "£3"]),
        ("**£10** now", ["£10"]),
        ("It is £12.50. It was £3, or £1,000.05.", ["£12.50", "£3", "£1,000.05"]),
        ("Call [Childline](tel:08001111) or [+44 (0)20 1](tel:+44201).", ["+44 (0)20 1"]),
        ("See [how to get £10 and £20](https://example.org).", []),
        ("Call [0800 1111](tel:08001111), free.", ["0800 1111"]),
        ("[A page](https://example.org) of 16 and 25.", []),
        ("£ and 5", []),
    ],
)
def test_numbers_that_are_read_from_left_to_right_are_told(source: str, numbers: list[str]) -> None:
    spans = text_of(source).blocks[0].lines[0]
    assert [span.words for span in spans if span.number] == numbers


def test_a_link_with_a_sum_of_money_in_it_is_one_link() -> None:
    spans = text_of("See [how to get £10 now](https://example.org/money).").blocks[0].lines[0]
    assert [span.words for span in spans if span.href] == ["how to get £10 now"]


def test_cutting_keeps_how_words_are_written() -> None:
    line = (Span("Say "), Span("no", strong=True), Span(". Then go."))
    assert sentences(line) == (
        (Span("Say "), Span("no", strong=True), Span(".")),
        (Span("Then go."),),
    )


def test_easy_read_puts_a_picture_beside_short_lines() -> None:
    laid = steps(parse(WHOLE, pictures=PICTURES))
    assert laid[0].picture is not None
    assert [words_of(block.lines[0]) for block in laid[0].blocks] == [
        "First line.",
        "Second line with bold and soft.",
    ]
    assert [block.kind for block in laid[1].blocks] == ["h2"]
    shown = [block for step in laid for block in step.blocks]
    assert [block.kind for block in shown if block.kind != "paragraph"] == [
        "h2",
        "bullets",
        "numbers",
        "h3",
    ]
