"""A guide on paper: A4, large letters, tagged (PDF/UA-1), alone or beside the same in English."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Response, request

from portal.guides.queries import Entry
from portal.guides.rules.text import Block, Text, words_of
from portal.web import pictures, printing
from portal.web.languages import Language, language_of
from portal.web.young import Level, reader

TEMPLATE = Path(__file__).with_name("guide.typ")
PLAIN = "?"
"""What stands for a letter that is in none of the fonts."""


def answer(entry: Entry) -> Response:
    """Return the guide in the language and at the level the address asks for, as a PDF.

    `beside` in the address names the language of a second column.
    """
    asked = reader()
    edition = entry.edition(asked.language, asked.level)
    other = language_of(request.args.get("beside"))
    columns: tuple[tuple[Language, Text], ...] = ((edition.language, edition.text),)
    if other in entry.languages and other != edition.language:
        assert other is not None  # it is one of the guide's
        level = (
            edition.level if edition.level in entry.edition(other, edition.level).levels else None
        )
        second = entry.edition(other, level or Level.SIMPLE)
        columns = (*columns, (second.language, second.text))
    # The file's name tells no more than the address does.
    headers = {"Content-Disposition": f'inline; filename="{entry.guide.name}.pdf"'}
    return Response(pdf(columns), mimetype="application/pdf", headers=headers)


@lru_cache(maxsize=64)
def pdf(columns: tuple[tuple[Language, Text], ...]) -> bytes:
    """Return one or two columns of the same guide as PDF/UA-1. Kept: guides seldom change."""
    data = json.dumps({"columns": [_column(*each) for each in columns]}, ensure_ascii=False)
    source = TEMPLATE.read_bytes()
    try:
        return printing.typeset(source, {"guide": data})
    except printing.PrintError as error:
        if printing.NO_GLYPH not in str(error):
            raise
    kept = "".join(letter if _prints(letter) else PLAIN for letter in data)
    return printing.typeset(source, {"guide": kept})


@lru_cache(maxsize=4096)
def _prints(letter: str) -> bool:
    if letter.isascii():
        return True
    probe = TEMPLATE.read_bytes().partition(b"// --- the page")[0] + b"\n#sys.inputs.letter"
    try:
        printing.typeset(probe, {"letter": letter, "guide": '{"columns": []}'})
    except printing.PrintError:
        return False
    return True


def _column(language: Language, text: Text) -> dict[str, Any]:
    return {
        "lang": language.code,
        "dir": language.direction,
        "title": text.title,
        "blocks": [_block(block) for block in text.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": block.kind}
    if block.kind == "picture":
        made |= {"svg": pictures.whole_svg(block.name), "words": words_of(block.lines[0])}
    else:
        made["lines"] = [
            [{"words": span.words, "strong": span.strong, "emph": span.emphasis} for span in line]
            for line in block.lines
        ]
    return made
