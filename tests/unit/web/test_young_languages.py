"""The catalogues: whole in every language, nothing invented, plurals by each language's rules."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from werkzeug.datastructures import LanguageAccept

from portal.web import build_messages
from portal.web.languages import (
    DOMAIN,
    ENGLISH,
    FOLDER,
    LANGUAGES,
    Language,
    catalogue,
    language_of,
    wanted,
)

OTHERS = [language for language in LANGUAGES if language is not ENGLISH]
PLACE = re.compile(r"%\(\w+\)s")
BRACED = re.compile(r"\{[a-z_]+\}")
"""A place in a message's wording that is filled as it is written or sent."""
NAMES = {"Shift", "Childline", "PDF"}
"""What may stay as it is in any language: a key, a helpline and a kind of file."""
MINUTE = ("About %(num)s minute to read", "About %(num)s minutes to read")


@cache
def template() -> Catalog:
    with (FOLDER / f"{DOMAIN}.pot").open("rb") as source:
        return read_po(source)


@cache
def words_of(code: str) -> Catalog:
    with (FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as source:
        return read_po(source, locale=code)


def ids(held: Catalog) -> set[str | tuple[str, ...]]:
    return {
        tuple(message.id) if isinstance(message.id, list | tuple) else message.id
        for message in held
        if message.id
    }


def forms(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(each) for each in value)  # type: ignore[attr-defined] # a text or several


@pytest.mark.slow  # reads every template of the portal
def test_the_template_holds_what_the_pages_say() -> None:
    said = ids(build_messages.template())
    assert said == ids(template()), "run `make messages`"
    assert len(said) > 50


@pytest.mark.parametrize("language", OTHERS, ids=lambda each: str(each.code))
def test_every_message_is_there_in_every_language_and_no_other(language: Language) -> None:
    held = words_of(language.code)
    assert ids(held) == ids(template())
    assert [m.id for m in held if m.id and not all(forms(m.string))] == []
    assert not any(message.fuzzy for message in held)


@pytest.mark.parametrize("language", OTHERS, ids=lambda each: str(each.code))
def test_a_message_keeps_the_places_that_are_filled(language: Language) -> None:
    for message in words_of(language.code):
        if not message.id:
            continue
        asked = set(PLACE.findall(forms(message.id)[-1]))
        for form in forms(message.string):
            # “one minute” and “two minutes” may be words in a language that has them.
            optional = set() if isinstance(message.string, str) else asked
            assert asked - optional <= set(PLACE.findall(form)) <= asked, form
        if not isinstance(message.string, str):
            assert any(PLACE.search(form) for form in forms(message.string))


@pytest.mark.parametrize("language", OTHERS, ids=lambda each: str(each.code))
def test_no_english_is_left_over(language: Language) -> None:
    for message in words_of(language.code):
        if not message.id:
            continue
        said = forms(message.string)
        assert set(said).isdisjoint(forms(message.id)), said
        if language.script != "latin":
            words = [BRACED.sub("", PLACE.sub("", form)) for form in said]
            left = {word for form in words for word in re.findall(r"[A-Za-z]+", form)}
            assert left <= NAMES, said


@pytest.mark.parametrize("language", OTHERS, ids=lambda each: str(each.code))
def test_every_language_says_that_nobody_has_checked_it(language: Language) -> None:
    english = next(str(m.id) for m in template() if str(m.id).startswith("No person who speaks"))
    assert not language.checked
    assert catalogue(language.code).gettext(english) != english


@pytest.mark.parametrize(
    ("code", "number", "said"),
    [
        ("en", 1, "About %(num)s minute to read"),
        ("en", 2, "About %(num)s minutes to read"),
        ("pl", 1, "Około %(num)s minuty czytania"),
        ("pl", 3, "Około %(num)s minut czytania"),
        ("sq", 1, "Rreth %(num)s minutë lexim"),
        ("sq", 5, "Rreth %(num)s minuta lexim"),
        ("vi", 7, "Đọc mất khoảng %(num)s phút"),
        ("ar", 1, "نحو دقيقة واحدة للقراءة"),
        ("ar", 2, "نحو دقيقتين للقراءة"),
        ("ar", 3, "نحو %(num)s دقائق للقراءة"),
        ("ar", 10, "نحو %(num)s دقائق للقراءة"),
        ("ar", 11, "نحو %(num)s دقيقة للقراءة"),
        ("ar", 100, "نحو %(num)s دقيقة للقراءة"),
        ("ps", 1, "لوستل یې شاوخوا %(num)s دقیقه وخت نیسي"),
        ("ps", 4, "لوستل یې شاوخوا %(num)s دقیقې وخت نیسي"),
        ("ur", 4, "پڑھنے میں تقریباً %(num)s منٹ لگتے ہیں"),
        ("am", 1, "ለማንበብ %(num)s ደቂቃ ገደማ ይወስዳል"),
        ("ti", 4, "ንምንባብ ኣስታት %(num)s ደቓይቕ ይወስድ"),
    ],
)
def test_numbers_go_by_the_languages_own_rules(code: str, number: int, said: str) -> None:
    assert catalogue(code).ngettext(*MINUTE, number) == said


@pytest.mark.parametrize(
    ("code", "direction", "script"),
    [
        ("en", "ltr", "latin"),
        ("ar", "rtl", "arabic"),
        ("fa", "rtl", "arabic"),
        ("ps", "rtl", "arabic"),
        ("ckb", "rtl", "arabic"),
        ("ur", "rtl", "arabic"),
        ("ti", "ltr", "ethiopic"),
        ("am", "ltr", "ethiopic"),
        ("vi", "ltr", "latin"),
        ("sq", "ltr", "latin"),
        ("pl", "ltr", "latin"),
    ],
)
def test_every_language_runs_its_own_way(code: str, direction: str, script: str) -> None:
    language = language_of(code)
    assert language is not None
    assert (language.direction, language.script) == (direction, script)
    assert language.comma == {"latin": ",", "arabic": "،", "ethiopic": "፣"}[script]


def test_there_are_eleven_languages_each_with_a_folder() -> None:
    assert len(LANGUAGES) == 11
    assert {path.name for path in Path(FOLDER).iterdir() if path.is_dir()} == {
        language.code for language in OTHERS
    }


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ([], "en"),
        ([("de", 1)], "en"),
        ([("de", 1), ("ar-SY", 0.8), ("en", 0.5)], "ar"),
        ([("fa-AF", 1)], "fa"),
        ([("prs", 1)], "fa"),
        ([("ku", 1), ("en", 0.1)], "en"),
        ([("ckb-IQ", 1)], "ckb"),
        ([("ti-ER", 1)], "ti"),
        ([("*", 1)], "en"),
    ],
)
def test_a_browser_gets_the_first_of_its_languages_that_there_is(
    accepted: list[tuple[str, float]], code: str
) -> None:
    assert wanted(LanguageAccept(accepted)).code == code


@pytest.mark.parametrize("code", [None, "", "AR", "../ar", "de"])
def test_a_language_there_is_not_is_none(code: str | None) -> None:
    assert language_of(code) is None


@pytest.mark.slow  # reads and writes every catalogue twice
def test_bringing_catalogues_up_to_date_keeps_words_and_guesses_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(FOLDER, tmp_path / "locale")
    monkeypatch.setattr(build_messages, "FOLDER", tmp_path / "locale")
    before = {
        path.relative_to(FOLDER): path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.po*")
    }
    held = build_messages.template()
    monkeypatch.setattr(build_messages, "template", lambda: held)
    assert build_messages.main() == 0
    for place, words in before.items():
        assert (tmp_path / "locale" / place).read_text(encoding="utf-8") == words, place
    held.add("Stop it")
    held.delete("Pause")
    assert build_messages.main() == 1
    assert "Polish: 1 messages without a translation" in capsys.readouterr().out
    polish = (tmp_path / "locale/pl/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    assert 'msgid "Stop it"\nmsgstr ""' in polish
    assert "Pauza" not in polish
