"""Brings the catalogues up to date with what young people's pages say, for translators to fill in.

Run by `make messages` as `python -m portal.web.build_messages`. A message that is new stands in
every catalogue with no translation, one that is gone is taken out, and none is guessed from one
that looks alike. A language that has no catalogue yet gets an empty one.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from portal.web.languages import DOMAIN, ENGLISH, FOLDER, LANGUAGES, Language

PORTAL = FOLDER.parents[1]
WIDTH = 100
_HEADER = """\
# {english} ({name}): the messages of young people's pages. {checked}
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def main() -> int:
    """Write the template and every catalogue. Returns a process exit code; 1: some lack words."""
    held = template()
    (FOLDER / f"{DOMAIN}.pot").write_text(_written(held), encoding="utf-8")
    missing = 0
    for language in LANGUAGES:
        if language != ENGLISH:
            lacking = _bring_up_to_date(language, held)
            missing += lacking
            sys.stdout.write(f"{language.english}: {lacking} messages without a translation\n")
    return 1 if missing else 0


def template() -> Catalog:
    """Return every message of the portal's pages, without places or dates."""
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as source:
        methods, options = parse_mapping_cfg(  # type: ignore[no-untyped-call] # it has no types
            source, filename="babel.cfg"
        )
    found = Catalog(charset="utf-8")
    for _file, _line, message, _comments, _context in extract_from_dir(
        str(PORTAL), method_map=methods, options_map=options
    ):
        found.add(message)
    return found


def _bring_up_to_date(language: Language, held: Catalog) -> int:
    """Write one language's catalogue; return how many of its messages have no translation."""
    path: Path = FOLDER / language.code / "LC_MESSAGES" / f"{DOMAIN}.po"
    catalogue = Catalog(locale=language.code)
    if path.is_file():
        with path.open("rb") as source:
            catalogue = read_po(source, locale=language.code)
    catalogue.update(held, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    header = _HEADER.format(
        english=language.english,
        name=language.name,
        code=language.code,
        plurals=catalogue.plural_forms,
        checked="Read by a person who speaks it."
        if language.checked
        else "Not yet checked by a person who speaks it.",
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(header + _written(catalogue), encoding="utf-8")
    return sum(1 for message in catalogue if message.id and not _translated(message.string))


def _translated(said: str | Sequence[str] | None) -> bool:
    forms = (said,) if isinstance(said, str) else said or ("",)
    return all(forms)


def _written(catalogue: Catalog) -> str:
    made = io.BytesIO()
    write_po(made, catalogue, omit_header=True, sort_output=True, no_location=True, width=WIDTH)
    return made.getvalue().decode("utf-8").lstrip("\n")


if __name__ == "__main__":
    raise SystemExit(main())
