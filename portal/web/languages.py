"""The languages young people's pages can be read in, and their message catalogues.

A catalogue is a gettext file (`locale/<code>/LC_MESSAGES/messages.po`) that translators' own tools
open. It is read as it is, so that no compiled copy can be older than its words. Staff pages are in
English alone.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from werkzeug.datastructures import LanguageAccept

from portal.kernel.wording import clock_time, day_and_month, long_date

FOLDER = Path(__file__).parent / "locale"
DOMAIN = "messages"

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its code as pages carry it, and its name in its own words and in English.

    ``checked`` is true once a person who speaks it has read the catalogue; until then every page
    in it says so. ``written_as`` are other codes that readers of it may send.
    """

    code: str
    name: str
    english: str
    checked: bool = False
    written_as: tuple[str, ...] = ()

    @property
    def direction(self) -> Direction:
        """Which way its lines run."""
        return "rtl" if Locale.parse(self.code).text_direction == "rtl" else "ltr"

    @property
    def script(self) -> str:
        """Whose letters it uses, as far as a style sheet must know."""
        if self.direction == "rtl":
            return "arabic"
        return "ethiopic" if self.code in {"am", "ti"} else "latin"

    @property
    def comma(self) -> str:
        """What stands between two things named one after the other."""
        return {"arabic": "،", "ethiopic": "፣"}.get(self.script, ",")


LANGUAGES = (
    Language("en", "English", "English", checked=True),
    Language("ar", "العربية", "Arabic"),
    # Readers of Dari follow written Farsi; phones set to Dari may send either code.
    Language("fa", "فارسی / دری", "Farsi and Dari", written_as=("prs",)),
    Language("ps", "پښتو", "Pashto"),
    # Sorani. Phones that say only “ku” may mean Kurmanji, which is another language.
    Language("ckb", "کوردیی سۆرانی", "Kurdish (Sorani)"),
    Language("ur", "اردو", "Urdu"),
    Language("ti", "ትግርኛ", "Tigrinya"),
    Language("am", "አማርኛ", "Amharic"),
    Language("vi", "Tiếng Việt", "Vietnamese"),
    Language("sq", "Shqip", "Albanian"),
    Language("pl", "Polski", "Polish"),
)
ENGLISH = LANGUAGES[0]
_BY_CODE = {language.code: language for language in LANGUAGES}
_BY_ANY = _BY_CODE | {other: each for each in LANGUAGES for other in each.written_as}


def language_of(code: str | None) -> Language | None:
    """Return the language with this code, None for one these pages do not have."""
    return _BY_CODE.get(code or "")


def wanted(accepted: LanguageAccept) -> Language:
    """Return the first language a browser asks for that these pages have, else English."""
    for code, _quality in accepted:
        found = _BY_ANY.get(code.lower().replace("_", "-").split("-")[0])
        if found is not None:
            return found
    return ENGLISH


@cache
def catalogue(code: str) -> NullTranslations:
    """Return the messages of a language; English is what stands in the code itself."""
    path = FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    if code == ENGLISH.code or not path.is_file():
        return NullTranslations()
    with path.open("rb") as source:
        messages = read_po(source, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


def day_in(language: Language, day: date, *, year: bool = True) -> str:
    """Say a day as a language writes it, in full or without its year; English as England does."""
    if language == ENGLISH:
        return long_date(day) if year else day_and_month(day)
    return format_date(day, "full" if year else "EEEE d MMMM", locale=language.code)


def time_in(language: Language, moment: time) -> str:
    """Say a time of day as a language writes it; English as "10:50am"."""
    if language == ENGLISH:
        return clock_time(moment)
    return format_time(moment, "short", locale=language.code)


UNLISTED = "und"
"""What a page says of a language that nobody lists: machines then guess nothing."""


def code_for(english: str) -> str:
    """Return the code of any language by its English name, UNLISTED where nobody lists it."""
    return _codes_by_name().get(english.strip().casefold(), UNLISTED)


@cache
def _codes_by_name() -> dict[str, str]:
    listed = {
        name.casefold(): code.replace("_", "-")
        for code, name in Locale(ENGLISH.code).languages.items()
    }
    return listed | {each.english.casefold(): each.code for each in LANGUAGES}
