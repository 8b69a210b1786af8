"""What a young person is told whose item is heard without their yes, also in their language."""

from __future__ import annotations

import pytest
from markupsafe import escape

from portal.agreements import operations as agreements
from portal.agreements import queries as agreed
from portal.agreements.rules import Finding, Ground, Kind
from portal.testing.pages import PageClient
from portal.translations.operations import Given as HandedWords
from portal.translations.operations import desk, hand_over
from portal.translations.pages import tongue_of
from portal.translations.rules import Source, digest_of
from tests.integration.panels.conftest import NOW, TODAY
from tests.integration.participation.conftest import SECRET, Taking
from tests.integration.participation.test_my_meeting import opened, text_of

__all__ = ["opened"]


def handed_over(taking: Taking, source: Source, words: str) -> None:
    """Hand the item's one text of a kind over in Arabic, as its worker. Call inside a scope."""
    actor, arabic = taking.district.worker, tongue_of("ar")
    assert arabic is not None
    (text,) = (
        each
        for each in desk(actor=actor, item_id=taking.item_id, now=NOW).texts
        if each.source is source
    )
    hand_over(
        actor=actor,
        now=NOW,
        item_id=taking.item_id,
        tongue=arabic,
        made_by="Invented Interpreters",
        given=[HandedWords(text.key, words, 0, digest_of(text.made_of))],
    )


@pytest.mark.requirement("R50", "A11")
@pytest.mark.parametrize(
    ("ground", "said"),
    [
        (Ground.SERIOUS_HARM, "They decided it to keep you or somebody else safe."),
        (Ground.COURT_ORDER, "They decided it because a court said so."),
        (Ground.LACKS_CAPACITY, "They think that you cannot decide this by yourself just now"),
    ],
)
def test_what_a_manager_decided_without_their_yes_is_told_in_the_managers_words(
    opened: PageClient, taking: Taking, ground: Ground, said: str
) -> None:
    told = "We talk about you <b>because</b> of the court. Sam explains it."
    opened.post("/y/meeting/agree/talk", data={"version": "1", "answer": "no"})
    with taking.working():
        if ground is Ground.LACKS_CAPACITY:
            agreements.record_capacity(
                actor=taking.district.worker,
                now=NOW,
                item_id=taking.item_id,
                kind=Kind.BE_DISCUSSED,
                finding=Finding.LACKS_CAPACITY,
                assessed_on=TODAY,
                assessed_by=taking.district.worker.person_id,
                said="Tried twice, with pictures.",
            )
        agreements.override(
            actor=taking.district.lead,
            now=NOW,
            item_id=taking.item_id,
            ground=ground,
            reason=SECRET,
            told=told,
        )
    page = text_of(opened, "/y/meeting")
    assert "You did not say yes, but a manager decided this." in page
    assert said in page
    assert f'<p class="young-typed" lang="en" dir="auto">{escape(told)}</p>' in page
    assert SECRET not in page  # why, as the manager put it for staff, is not for their page
    in_arabic = "نتحدث عنك بسبب المحكمة."
    with taking.working():
        handed_over(taking, Source.OVERRIDE, in_arabic)
    page = text_of(opened, "/y/meeting?lang=ar")
    assert page.index(in_arabic) < page.index(escape(told))
    with taking.working():
        (row,) = agreed.overrides_of(taking.item_id)
        agreements.end_override(
            actor=taking.district.lead, now=NOW, override_id=row.id, version=row.version
        )
    assert "Sam explains it." not in text_of(opened, "/y/meeting")


def test_the_panels_others_do_not_put_a_managers_words_into_another_language(
    opened: PageClient, taking: Taking
) -> None:
    """Whoever is not shown what a manager wrote to them is not given it to translate."""
    opened.post("/y/meeting/agree/talk", data={"version": "1", "answer": "no"})
    with taking.working():
        agreements.override(
            actor=taking.district.lead,
            now=NOW,
            item_id=taking.item_id,
            ground=Ground.COURT_ORDER,
            reason=SECRET,
            told="Sam explains it.",
        )
        for actor, given in ((taking.district.worker, 1), (taking.district.support, 0)):
            at = desk(actor=actor, item_id=taking.item_id, now=NOW)
            assert [each.source for each in at.texts].count(Source.OVERRIDE) == given
