"""The guides as anybody gets them: no sign-in, nothing kept, in every language, on paper too."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pikepdf
import pytest

from portal.people.policy import Role
from portal.testing.page_document import Document, parse, text_of
from portal.testing.pages import PageClient
from portal.variations.api import Guide, GuideAudience, GuidePage, hookimpl
from portal.web.languages import LANGUAGES
from tests.integration.conftest import SignIn
from tests.integration.terms.conftest import Serve
from tests.support.own_guide import ours
from tests.unit.panels.pdf_text import text_of as words_on_paper

YOUNG = ("meeting", "you", "your-say", "ways")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "{% include 'web/error.html' %}",
    "\u202ebackwards\u202c",
    "\N{GRINNING FACE} and \u5c71, which no font here prints,",
)


def page(client: PageClient, place: str) -> Document:
    answer = client.get(place)
    assert answer.status_code == 200, place
    return parse(answer.text, whole=True)


@pytest.mark.requirement("R86", "R87", "R89")
@pytest.mark.parametrize("name", YOUNG)
@pytest.mark.parametrize("words", ["more", "fewer", "pictures"])
def test_every_guide_is_there_for_anybody_at_every_level(
    client: PageClient, name: str, words: str
) -> None:
    found = page(client, f"/g/{name}?words={words}")
    chosen = [n for n in found.all("a") if n.get("aria-current") == "true"]
    assert len(chosen) == 2  # the language and the level
    drawn = [n for n in found.elements if n.tag.rpartition("}")[2] == "svg" and n.get("role")]
    assert bool(drawn) is (words == "pictures")
    assert all(picture.get("aria-label") for picture in drawn)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: str(each.code))
def test_a_guide_is_whole_in_every_language(client: PageClient, language: Any) -> None:
    found = page(client, f"/g/meeting?lang={language.code}&words=fewer")
    assert (found.root.get("lang"), found.root.get("dir")) == (language.code, language.direction)
    main = found.by_id["main-content"]
    assert main.get("lang") is None  # the frame's own language
    said = text_of(main)
    if language.script != "latin":
        left = re.findall(r"[A-Za-z]+", re.sub("“[^”]*”", "", said))
        assert set(left) <= {"PDF", "panel"}
    note = [n for n in found.elements if "young-note" in n.get("class", "")]
    assert len(note) == (0 if language.checked else 1)


@pytest.mark.parametrize("language", LANGUAGES[1:], ids=lambda each: str(each.code))
def test_a_guide_without_those_words_says_so_and_is_marked_as_english(
    config: Path, serve: Serve, language: Any
) -> None:
    ours(config, text="Only in English.")
    found = page(serve(), f"/g/at/fylde/ours?lang={language.code}")
    main = found.by_id["main-content"]
    assert (main.get("lang"), main.get("dir")) == ("en", "ltr")
    notes = [n for n in main.iter() if "young-note" in n.get("class", "")]
    assert len(notes) == 2
    assert {(n.get("lang"), n.get("dir")) for n in notes} == {(language.code, language.direction)}


@pytest.mark.control("C21")
@pytest.mark.parametrize("place", ["/g", "/g/meeting", "/g/at/preston/ways", "/guides", "/safety"])
def test_reading_a_guide_leaves_nothing_behind(client: PageClient, place: str) -> None:
    answer = client.get(place, headers={"Accept-Language": "ar"})
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "place",
    ["/g/none", "/g/members", "/g/at/nowhere", "/g/at/preston/none", "/g/..", "/g/members/paper"],
)
def test_what_is_no_young_persons_guide_is_not_there(client: PageClient, place: str) -> None:
    answer = client.get(place)
    assert answer.status_code == 404
    assert "Lasting Homes" not in answer.text


@pytest.mark.parametrize("place", ["/guides/none", "/guides/meeting", "/guides/ways/paper"])
def test_what_is_no_workers_guide_is_not_there(client: PageClient, place: str) -> None:
    assert client.get(place).status_code == 404


@pytest.mark.requirement("R93")
@pytest.mark.parametrize("name", ["members", "providers"])
def test_members_and_providers_have_a_guide_of_their_own(client: PageClient, name: str) -> None:
    assert "Afterwards" in text_of(page(client, f"/guides/{name}").by_id["main-content"])
    assert client.get(f"/guides/{name}/paper").data.startswith(b"%PDF")


def test_a_district_adds_its_part_to_the_end_for_its_own_readers(client: PageClient) -> None:
    here = text_of(page(client, "/g/at/preston/ways?words=fewer").by_id["main-content"])
    elsewhere = text_of(page(client, "/g/ways?words=fewer").by_id["main-content"])
    assert here.index("In Lancashire") < here.index("In Preston: the House Project")
    assert "In Lancashire" in elsewhere
    assert "In Preston" not in elsewhere


def test_a_part_in_english_alone_is_kept_and_marked_in_every_other_language(
    config: Path, serve: Serve
) -> None:
    ours(config, text="- Only in English.\n\n![A house of bricks](home)\n\nBeside it.")
    path = config / "districts" / "fylde.toml"
    added = 'audience = "leaving"\nadds_to = "ways"'
    path.write_text(path.read_text().replace('audience = "teens"', added))
    client = serve()
    for words in ("more", "fewer", "pictures"):
        found = page(client, f"/g/at/fylde/ways?lang=ar&words={words}").by_id["main-content"]
        english = [n for n in found.iter() if n.get("lang") == "en" and n.get("dir") == "ltr"]
        assert {"Ours", "Only in English."} <= {text_of(n).strip() for n in english}
    (drawn,) = [n for n in found.iter() if n.get("aria-label") == "A house of bricks"]
    assert (drawn.get("lang"), drawn.get("dir")) == ("en", None)
    paper = client.get("/g/at/fylde/ways/paper?lang=ar")
    assert "Only in English." in words_on_paper(pikepdf.open(io.BytesIO(paper.data)))
    whole = page(client, "/g/at/fylde/ways").by_id["main-content"]
    assert not [n for n in whole.iter("ul") if n.get("lang")]


def test_links_of_a_districts_pages_stay_there_and_lead_out_again(client: PageClient) -> None:
    found = page(client, "/g/at/preston?lang=pl")
    links = {n.get("href") for n in found.by_id["main-content"].iter("a")}
    assert {"/g/at/preston/ways?lang=pl", "/g?lang=pl", "/g/at/wyre?lang=pl"} <= links


@pytest.mark.control("C29")
@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_districts_words_is_shown_as_the_text_it_is(
    config: Path, serve: Serve, text: str
) -> None:
    ours(config, text=f"Before {text} after.")
    client = serve()
    for words in ("more", "fewer"):
        found = page(client, f"/g/at/fylde/ours?words={words}")
        main = found.by_id["main-content"]
        assert f"Before {text} after." in text_of(main)
        assert [n.tag for n in main.iter() if n.tag in {"script", "img"}] == []
    paper = client.get("/g/at/fylde/ours/paper").data
    assert "after." in words_on_paper(pikepdf.open(io.BytesIO(paper)))


@pytest.mark.control("C45")
@pytest.mark.parametrize(
    ("guide", "why"),
    [
        (("Ours", "> a quotation"), "cannot show this: blockquote"),
        (("Ours", "[a link](http://example.org)"), "must begin with https:"),
        (("Your care plan", "Fine words."), "may not say “care”"),
    ],
)
def test_a_guide_that_cannot_be_shown_is_left_out_and_told_to_those_who_can_mend_it(
    config: Path, serve: Serve, sign_in: SignIn, guide: tuple[str, str], why: str
) -> None:
    ours(config, title=guide[0], text=guide[1])
    client = serve()
    assert client.get("/g/at/fylde/ours").status_code == 404
    assert client.get("/g/at/fylde/ways").status_code == 200
    assert why not in client.get("/guides/at/fylde").text
    sign_in(client, Role.DISTRICT_LEAD, "fylde")
    assert why in client.get("/guides/at/fylde").text


@pytest.mark.control("C45", "R15")
def test_a_plugin_that_fails_costs_no_young_person_a_guide(
    config: Path, serve: Serve, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def guides() -> Any:
        raise ZeroDivisionError("no pages left")

    _plug(monkeypatch, config, guides)
    client = serve()
    assert client.get("/g/at/fylde/meeting").status_code == 200
    assert "ZeroDivisionError" not in client.get("/guides/at/fylde").text
    sign_in(client, Role.DISTRICT_LEAD, "fylde")
    assert "ZeroDivisionError: no pages left" in client.get("/guides/at/fylde").text
    assert "ZeroDivisionError: no pages left" in client.get("/d/fylde/what-varies").text


def test_a_plugin_may_put_its_own_guide_in_the_place_of_ours(
    config: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def guides() -> tuple[Guide, ...]:
        words = GuidePage("pl", "simple", "Nasze", "Zmyślone słowa.")
        return (Guide("meeting", GuideAudience.TEENS, "Invented.", pages=(words,)),)

    _plug(monkeypatch, config, guides)
    found = page(serve(), "/g/at/fylde/meeting?lang=ar")
    main = found.by_id["main-content"]
    assert (main.get("lang"), text_of(main.find("h1"))) == ("pl", "Nasze")  # type: ignore[arg-type] # there is an h1


def _plug(monkeypatch: pytest.MonkeyPatch, config: Path, answer: Callable[[], Any]) -> None:
    module = ModuleType("invented_guides")
    module.guides = hookimpl(answer)  # type: ignore[attr-defined] # a plugin is a module with hooks
    monkeypatch.setitem(sys.modules, "invented_guides", module)
    path = config / "districts" / "fylde.toml"
    text = path.read_text()
    path.write_text(text.replace("[district]\n", '[district]\nplugins = ["invented_guides"]\n', 1))


@pytest.mark.requirement("R86", "R87", "R89")
@pytest.mark.slow  # a document for each language
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: str(each.code))
def test_every_language_prints_alone_and_beside_english(client: PageClient, language: Any) -> None:
    for more in ("", "&beside=en"):
        answer = client.get(f"/g/meeting/paper?lang={language.code}&words=fewer{more}")
        assert answer.mimetype == "application/pdf"
        document = pikepdf.open(io.BytesIO(answer.data))
        root = document.Root
        assert str(root.Lang).split("-")[0] == language.code
        assert bool(root.MarkInfo.Marked)
        fonts = {
            str(font.DescendantFonts[0].BaseFont).partition("+")[2].partition("-")[0]
            for each in document.pages
            for font in each.Resources.Font.values()
        }
        own = {"latin": "NotoSans", "arabic": "NotoSansArabic", "ethiopic": "NotoSansEthiopic"}
        assert own[language.script] in fonts
        if more and language.code != "en":
            assert "You can say what you want" in words_on_paper(document)
    assert answer.headers["Content-Disposition"] == 'inline; filename="meeting.pdf"'


def test_the_list_to_hand_over_has_every_guide_in_every_language(client: PageClient) -> None:
    found = page(client, "/guides")
    links = {n.get("href", "") for n in found.by_id["main-content"].iter("a")}
    for language in LANGUAGES:
        assert f"/g/meeting?lang={language.code}" in links
        assert f"/g/meeting/paper?lang={language.code}&words=fewer" in links
    assert "/g/meeting/paper?lang=ti&words=fewer&beside=en" in links
    assert "/guides/members?lang=en" in links
    assert all(client.get(link).status_code == 200 for link in links if "lang=ti" in link)


def test_every_working_page_leads_to_the_list(client: PageClient) -> None:
    foot = [n.get("href") for n in page(client, "/privacy").all("a")]
    assert "/guides" in foot


def test_the_site_to_leave_for_is_the_countys_own(config: Path, serve: Serve) -> None:
    path = config / "layers" / "lancashire.toml"
    path.write_text(path.read_text() + '\n[young_person]\nleave_to = "https://sport.example/"\n')
    assert serve().get("/leave").headers["Location"] == "https://sport.example/"
