"""Words in two languages, as pages show them, and what a worker hands translations over on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for

from portal.entry import queries as entry
from portal.kernel.shown import plain
from portal.kernel.wording import counted
from portal.panels import operations as panels
from portal.panels.besides import Beside
from portal.people.policy import Actor
from portal.preparation.pages.item import Head, head_of
from portal.translations import policy, queries, rules, texts
from portal.translations.operations import Desk
from portal.translations.queries import HandedOver
from portal.translations.rules import ENGLISH, Handed, Source, Standing, Tongue
from portal.translations.texts import Text
from portal.web import young
from portal.web.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Translated:
    """A translation as a page shows it, with who made it; nothing in it acts."""

    words: str
    by: str
    language: str
    code: str
    direction: str
    handed_by: str = ""
    handed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Both:
    """A text as it was written, and its translation if one stands."""

    words: str
    translated: Translated | None = None

    @property
    def english_alone(self) -> bool:
        """Whether there is a text, and nobody put it into another language."""
        return bool(self.words) and self.translated is None


NOTHING = Both("")


def for_them(handed: HandedOver, source: Source, subject_id: UUID, words: str) -> Both:
    """Return a text as its young person reads it, in the language of their page if it can be."""
    stands = rules.shown_now(
        handed.get((source, subject_id), ()), words, young.reader().language.code
    )
    return Both(words, None if stands is None else translated(stands))


def for_staff(
    handed: HandedOver, source: Source, subject_id: UUID, made_of: str
) -> tuple[Translated, ...]:
    """Return what stands of a text in other languages, the newest first."""
    found = rules.current(handed.get((source, subject_id), ()), made_of)
    return tuple(translated(each) for each in found)


def translated(handed: Handed) -> Translated:
    """Return a translation as a page shows it."""
    return Translated(
        words=plain(handed.words),
        by=plain(handed.made_by),
        language=plain(handed.tongue.name),
        code=handed.tongue.code,
        direction=handed.tongue.direction,
        handed_by=handed.handed_by,
        handed_at=handed.handed_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """One text on the page where translations are handed over.

    ``newest`` is what was handed over last; with ``changed`` it is of words that stand no more.
    """

    key: str
    title: str
    words: str
    language: str
    said: str
    href: str
    newest: Translated | None
    changed: bool


@dataclass(frozen=True, slots=True)
class WordsPage:
    """An item's texts to be put into one language."""

    head: Head
    tongue: Tongue
    rows: tuple[TextRow, ...]


def words_page(desk: Desk, tongue: Tongue) -> WordsPage:
    """Return an item's texts, each with what was handed over of it in a language."""
    return WordsPage(
        head_of(desk.found), tongue, tuple(_row(desk, each, tongue) for each in desk.of(tongue))
    )


def _row(desk: Desk, text: Text, tongue: Tongue) -> TextRow:
    newest = rules.newest_in(desk.handed_of(text), tongue)
    standing = rules.standing(newest, text.made_of)
    return TextRow(
        key=text.key,
        title=text.title,
        words=plain(text.words),
        language=text.language,
        said=text.said,
        href=text.href,
        newest=None if newest is None or standing is Standing.NONE else translated(newest),
        changed=standing is Standing.CHANGED,
    )


@dataclass(frozen=True, slots=True)
class TongueRow:
    """A language that words may be put into, and how far they are."""

    name: str
    asked: dict[str, str]
    """What its address carries."""
    said: str
    theirs: bool
    """Whether the young person reads it, as somebody wrote down."""


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """The languages to choose from: theirs first, those begun, then the others."""

    head: Head
    rows: tuple[TongueRow, ...]
    texts: int
    answers: int


def choose_page(desk: Desk) -> ChoosePage:
    """Return the languages an item's texts may be put into."""
    reads = entry.reads_in(desk.found.item.young_person_id).code
    rows = [_tongue_row(desk, each, reads) for each in _tongues(desk)]
    rows.sort(key=lambda row: (not row.theirs, not row.said, row.name))
    into_english = desk.of(ENGLISH)
    if into_english:
        rows.append(_tongue_row(desk, ENGLISH, ""))
    return ChoosePage(
        head_of(desk.found), tuple(rows), len(desk.texts) - len(into_english), len(into_english)
    )


def _tongues(desk: Desk) -> Iterable[Tongue]:
    """Give every language pages come in but English, and each other one that was begun.

    Of a text that this reader may not know, not even into which language it was put.
    """
    found = {each.key: each for each in (tongue_of(each.code) for each in LANGUAGES) if each}
    for text in desk.texts:
        for each in desk.handed_of(text):
            found.setdefault(each.tongue.key, each.tongue)
    found.pop(ENGLISH.key)
    return found.values()


def tongue_of(code: str) -> Tongue | None:
    """Return a language that pages come in, None for any other code."""
    found = next((each for each in LANGUAGES if each.code == code), None)
    return None if found is None else Tongue(found.code, found.english, found.direction)


def _tongue_row(desk: Desk, tongue: Tongue, reads: str) -> TongueRow:
    standings = [
        rules.standing(rules.newest_in(desk.handed_of(text), tongue), text.made_of)
        for text in desk.of(tongue)
    ]
    done, changed = standings.count(Standing.CURRENT), standings.count(Standing.CHANGED)
    said = [f"{done} of {counted(len(standings), 'text')} translated"] if done else []
    if changed:
        said.append(f"{counted(changed, 'text')} changed since")
    return TongueRow(
        plain(tongue.name), asked_of(tongue), ", ".join(said).capitalize(), tongue.code == reads
    )


def besides(actor: Actor, item_id: UUID, now: datetime) -> Iterable[Beside]:
    """Say on the item's page that words changed after they were translated, to who hands over."""
    handed = queries.handed_over([item_id])
    found = panels.item_for(actor=actor, item_id=item_id, now=now) if handed else None
    if found is None or not policy.may_hand_over(actor, found):
        return []
    at = Desk(found, texts.of(actor, found), handed)
    tongues = {each.tongue.key: each.tongue for those in handed.values() for each in those}
    changed = sum(row.changed for tongue in tongues.values() for row in words_page(at, tongue).rows)
    if not changed:
        return []
    said = f"{counted(changed, 'translation')} of words that changed since".capitalize()
    href = url_for("translations.words", district=found.item.district_id, item_id=item_id)
    return [Beside(said, "Words in another language", href, "Ask for a new one", "waiting")]


def asked_of(tongue: Tongue) -> dict[str, str]:
    """Return what the address of a language's page carries."""
    if tongue_of(tongue.code) == tongue:
        return {"language": tongue.code}
    return {"language": "other", "name": tongue.name, "direction": tongue.direction}
