"""A young person's language on arrival: where a link or a code knows whose it is, and where not."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from portal.database import session
from portal.entry.models import YoungContact
from portal.testing.pages import PageClient
from portal.web.languages import LANGUAGES
from tests.integration.conftest import ScopeOpener
from tests.integration.panels.conftest import TODAY, District
from tests.support.young import code_for, link_for


def reads(district: District, working: ScopeOpener, language: str) -> None:
    """Write down which language the first young person reads best."""
    with working():
        session.add(
            YoungContact(
                young_person_id=district.young_people[0],
                language=language,
                said_by="They said so themselves",
                said_on=TODAY,
                recorded_by=district.worker.person_id,
            )
        )


@pytest.mark.requirement("R92")
def test_a_link_opens_in_the_language_its_young_person_reads(
    client: PageClient, district: District, items: list[UUID], working: ScopeOpener
) -> None:
    reads(district, working, "ar")
    link = link_for(client, items[0])
    polish = {"Accept-Language": "pl"}
    led = client.get(link, headers=polish)
    assert (led.status_code, led.headers["Location"]) == (303, f"{link}?lang=ar")
    assert '<html lang="ar" dir="rtl"' in client.get(f"{link}?lang=ar", headers=polish).text
    chosen = client.get(f"{link}?lang=ti", headers=polish)
    assert '<html lang="ti"' in chosen.text, "their own choice on the page counts"
    assert client.post(f"{link}?lang=ti").headers["Location"] == "/y/home?lang=ti"
    assert client.post(link).headers["Location"] == "/y/home?lang=ar"


@pytest.mark.requirement("R92")
def test_a_code_leads_to_pages_in_the_language_they_read(
    client: PageClient, district: District, items: list[UUID], working: ScopeOpener
) -> None:
    reads(district, working, "fa")
    typed = {"answer": code_for(client, items[0])}
    assert client.post("/y", data=typed).headers["Location"] == "/y/home?lang=fa"
    assert client.post("/y?lang=en", data=typed).headers["Location"] == "/y/home?lang=en"
    assert '<html lang="fa"' in client.get("/y/home?lang=fa").text


@pytest.mark.requirement("R92")
@pytest.mark.control("C20")
def test_whoever_has_to_show_that_it_is_them_is_asked_in_their_language(
    client: PageClient, district: District, items: list[UUID], working: ScopeOpener
) -> None:
    reads(district, working, "ckb")
    link = link_for(client, items[0])
    client.post(link)
    client.post("/y/word", data={"answer": "blue giraffe"})
    assert client.post(link).headers["Location"] == "/y/you?lang=ckb"
    came = client.post("/y/you?lang=ckb", data={"answer": "blue giraffe"})
    assert came.headers["Location"] == "/y/home?lang=ckb"


def test_english_that_nobody_asked_about_leaves_the_browser_its_say(
    client: PageClient, district: District, items: list[UUID], working: ScopeOpener
) -> None:
    reads(district, working, "en")
    polish = {"Accept-Language": "pl"}
    link = link_for(client, items[0])
    assert '<html lang="pl"' in client.get(link, headers=polish).text
    assert client.post(link, headers=polish).headers["Location"] == "/y/home"


@pytest.mark.requirement("R92")
def test_a_stranger_sees_every_language_in_its_own_letters_before_anything_is_chosen(
    client: PageClient, items: list[UUID]
) -> None:
    for path in ("/y", link_for(client, items[0])):
        page = client.get(path).text
        assert '<details class="young-languages" open>' in page
        for each in LANGUAGES:
            leads = f'<a href="{path}?lang={each.code}" lang="{each.code}" dir="{each.direction}"'
            named = re.search(rf"{re.escape(leads)}[^>]*>{re.escape(each.name)}</a>", page)
            assert named is not None, each.code
        assert '<details class="young-languages">' in client.get(f"{path}?lang=ar").text
