"""Guides and young people's own papers: A4, large letters, tagged (PDF/UA-1).

Alone, or with English beside it, for a worker or an interpreter.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Response, request

from portal.guides.queries import Entry
from portal.guides.rules.text import Block, Text, paragraph, words_of
from portal.web import pictures, printing
from portal.web.languages import ENGLISH, Language
from portal.web.young import Level, read_in, reader
from portal.web.young import gettext as _

TEMPLATE = Path(__file__).with_name("guide.typ")
Columns = tuple[tuple[Language, Text], ...]
MOST_KEPT = 512
"""How many documents are kept: more than there are, alone and beside English."""


def answer(entry: Entry) -> Response:
    """Return the guide in the language and at the level the address asks for, as a PDF.

    `beside=en` in the address sets the same in English beside it.
    """
    asked = reader()
    beside = request.args.get("beside") == ENGLISH.code
    columns = columns_of(entry, asked.language, asked.level, beside=beside)
    # The file's name tells no more than the address does.
    headers = {"Content-Disposition": f'inline; filename="{entry.guide.name}.pdf"'}
    return Response(pdf(columns), mimetype="application/pdf", headers=headers)


def columns_of(entry: Entry, language: Language, level: Level, *, beside: bool) -> Columns:
    """Return what is printed of a guide, and ``beside`` it the same in English, if there is any."""
    edition = entry.edition(language, level)
    columns: Columns = ((edition.language, edition.text),)
    if beside and edition.language != ENGLISH:
        english = entry.edition(ENGLISH, edition.level)
        if english.language == ENGLISH:
            columns = (*columns, (ENGLISH, english.text))
    return columns


def for_one(language: Language, made: Callable[[], Text]) -> Response:
    """Return a paper for one young person in the language they read, and beside it in English.

    ``made`` is asked once for each language, which its words are then in; nothing of it is kept.
    """
    columns: Columns = ()
    noted: Columns = ()
    for each in dict.fromkeys((language, ENGLISH)):
        with read_in(each):
            text = made()
            note = paragraph(
                _("Signs that we cannot print, like small pictures, are shown as “?”.")
            )
        columns = (*columns, (each, text))
        noted = (*noted, (each, Text(text.title, (*text.blocks, note))))
    headers = {"Content-Disposition": 'inline; filename="for-you.pdf"'}
    return Response(_printed(columns, noted), mimetype="application/pdf", headers=headers)


@lru_cache(maxsize=MOST_KEPT)
def pdf(columns: Columns) -> bytes:
    """Return one or two columns of the same guide as PDF/UA-1.

    Anybody may ask, so that all there are fit what is kept: asking again costs nothing.
    """
    return _printed(columns)


def _printed(columns: Columns, noted: Columns | None = None) -> bytes:
    """Return one or two columns of the same text as PDF/UA-1, and keep nothing of it.

    ``noted`` is printed in their place where a letter is in none of the fonts.
    """
    source = TEMPLATE.read_bytes()
    try:
        return printing.typeset(source, {"guide": _data(columns)})
    except printing.PrintError as error:
        if printing.NO_GLYPH not in str(error):
            raise
    return printing.typeset(source, {"guide": printing.printable(_data(noted or columns))})


def _data(columns: Columns) -> str:
    return json.dumps({"columns": [_column(*each) for each in columns]}, ensure_ascii=False)


def _column(language: Language, text: Text) -> dict[str, Any]:
    return {
        "lang": language.code,
        "dir": language.direction,
        "title": text.title,
        "blocks": [_block(block) for block in text.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": block.kind, "english": block.english}
    if block.kind == "picture":
        made |= {"svg": pictures.whole_svg(block.name), "words": words_of(block.lines[0])}
    else:
        made["lines"] = [
            [
                {
                    "words": span.words,
                    "strong": span.strong,
                    "emph": span.emphasis,
                    "number": span.number,
                }
                for span in line
            ]
            for line in block.lines
        ]
    return made
