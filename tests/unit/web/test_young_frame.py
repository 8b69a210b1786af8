"""The frame of young people's pages: it tells nothing, can be left, and keeps the choice."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Blueprint, Flask, Response, abort, render_template_string, session
from flask.testing import FlaskClient

from portal.testing.pages import page_faults
from portal.web import young
from portal.web.access import access
from portal.web.languages import LANGUAGES, Language
from portal.web.young import tells, with_calls
from tests.support.example_pages import MakeApp


@pytest.mark.parametrize(
    ("said", "dialled"),
    [
        ("Coram Voice, 0808 800 5792", [("08088005792", "0808 800 5792")]),
        ("Example Advocacy, 01632 960 001, open on weekdays", [("01632960001", "01632 960 001")]),
        ("+44 (0)1632 960001 or 01632-960002",
         [("+441632960001", "+44 (0)1632 960001"), ("01632960002", "01632-960002")]),
        ("Childline: 0800 1111", [("08001111", "0800 1111")]),
        ("help@practice.example", []),
        ("Room 12, LH-0123-2026, from 09:30 to 10:00 on 01/02/2027", []),
        ("<b>0808 800 5792</b>", [("08088005792", "0808 800 5792")]),
    ],
)  # fmt: skip
def test_a_telephone_number_calls_in_one_press(said: str, dialled: list[tuple[str, str]]) -> None:
    shown = with_calls(said)
    assert re.findall(r'<a href="tel:([^"]+)" dir="ltr">([^<]+)</a>', shown) == dialled
    assert "<b>" not in shown
    assert unescape(re.sub(r"</?a[^>]*>", "", shown)) == said


PAGE = """{% extends "web/young_person.html" %}
{% set levels = Level %}
{% block title %}A short page{% endblock %}
{% block content %}
<p>Words, and <a href="{{ url_for('quiet.page') }}">a way on</a>.</p>
{% endblock %}
"""
SHORT = "A short page"


@pytest.fixture(scope="module")
def quiet(make_app: MakeApp) -> Flask:
    """An app with one more blueprint of young people's pages."""
    made = make_app()
    made.config["TESTING"] = True
    pages = Blueprint("quiet", __name__)

    @pages.get("/q")
    @access(public=True)
    def page() -> str:
        return render_template_string(PAGE)

    @pages.get("/q/broken")
    @access(public=True)
    def broken() -> str:
        abort(500)

    @pages.get("/enter")
    @access(public=True)
    def enter() -> Response:
        session["somebody"] = "was here"
        return Response("in", mimetype="text/plain")

    @pages.get("/who")
    @access(public=True)
    def who() -> Response:
        return Response(session.get("somebody", "nobody"), mimetype="text/plain")

    young.add_pages(made, blueprint="quiet", path="/q", home="quiet.page")
    made.register_blueprint(pages)
    client = made.test_client()
    for place in ("/q", "/q/none", "/safety"):
        client.get(place)  # compile the templates outside any test's time
    return made


@pytest.fixture
def client(quiet: Flask) -> FlaskClient:
    return quiet.test_client()


@pytest.mark.control("C21")
def test_the_frame_names_no_service_and_no_council(client: FlaskClient) -> None:
    words = client.get("/q").text
    assert "<title>A short page</title>" in words
    assert "Lasting Homes" not in words
    assert "Council" not in words
    assert "favicon" not in words
    assert 'content="noindex, nofollow"' in words


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: str(each.code))
def test_every_language_has_its_own_direction_and_its_own_choice(
    client: FlaskClient, language: Language
) -> None:
    words = client.get(f"/q?lang={language.code}").text
    assert f'<html lang="{language.code}" dir="{language.direction}"' in words
    for other in LANGUAGES:
        assert f'lang="{other.code}" dir="{other.direction}" hreflang="{other.code}"' in words
        assert other.name in words
    assert words.count('aria-current="true"') == 2


@pytest.mark.slow  # a page in each of eleven languages
def test_no_english_stands_in_the_frame_of_another_language(client: FlaskClient) -> None:
    for language in LANGUAGES[1:]:
        words = client.get(f"/safety?lang={language.code}").text
        for english in ("Leave now", "Skip to the page", "Staying safe", "Language:", "history"):
            assert english not in words, (language.code, english)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("", 'href="/q"'),
        ("?lang=ar", 'href="/q?lang=ar"'),
        ("?words=fewer", 'href="/q?words=fewer"'),
        ("?lang=ar&words=pictures", 'href="/q?lang=ar&amp;words=pictures"'),
        ("?lang=nonsense&words=nonsense", 'href="/q?lang=en&amp;words=more"'),
        ('?lang="><script>', 'href="/q?lang=en"'),
    ],
)
def test_a_link_keeps_the_choice_that_stands_in_the_address(
    client: FlaskClient, asked: str, kept: str
) -> None:
    assert f"and <a {kept}>a way on</a>" in client.get(f"/q{asked}").text


def test_a_link_from_another_page_carries_no_choice(client: FlaskClient) -> None:
    assert "lang=ar" not in client.get("/cookies?lang=ar").text


def test_the_language_a_browser_asks_for_is_used_and_not_written_down(client: FlaskClient) -> None:
    answer = client.get("/q", headers={"Accept-Language": "so, ur-PK;q=0.9"})
    assert '<html lang="ur" dir="rtl"' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("place", ["/q", "/q?lang=ar", "/safety", "/safety?lang=ti", "/q/none"])
def test_the_ways_to_leave_come_first(client: FlaskClient, place: str) -> None:
    assert page_faults(client.get(place).text) == [] or place == "/q/none"
    assert client.get(place).text.count('href="/leave') == 2


@pytest.mark.control("C21")
def test_leaving_forgets_who_was_here_and_goes_to_the_neutral_site(client: FlaskClient) -> None:
    client.get("/enter")
    assert client.get("/who").text == "was here"
    answer = client.get("/leave", headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "https://www.bbc.co.uk/weather",
    )
    assert client.get("/who").text == "nobody"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_link_to_leave_signs_nobody_out(client: FlaskClient, site: str) -> None:
    client.get("/enter")
    assert client.get("/leave", headers={"Sec-Fetch-Site": site}).status_code == 303
    assert client.get("/who").text == "was here"


@pytest.mark.parametrize(("place", "status"), [("/q/none", 404), ("/q/broken", 500)])
def test_an_error_page_tells_no_more_than_the_others(
    client: FlaskClient, place: str, status: int
) -> None:
    answer = client.get(f"{place}?lang=ar")
    assert answer.status_code == status
    assert "Lasting Homes" not in answer.text.replace("lasting-homes", "")
    assert 'dir="rtl"' in answer.text
    assert "mailto:" in answer.text


def test_staff_keep_their_own_error_page(client: FlaskClient) -> None:
    assert "Lasting Homes" in client.get("/qq").text


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Your care plan", "care"),
        ("The Panel", "Panel"),
        ("HOUSING", "HOUSING"),
        ("For care leavers", "care"),
        ("Homeless tonight", "Homeless"),
        ("What is this meeting?", None),
        ("Careful with that", None),
        ("Ways to live from 18", None),
    ],
)
def test_words_that_tell_are_known(title: str, word: str | None) -> None:
    assert tells(title) == word


PLANTED = {
    "a title that tells": ("<title>A short page", "<title>Your panel", "says “panel”"),
    "a title beside the h1": ("<title>A short page", "<title>Short page", "is not the h1"),
    "a service in the header": (
        '<header class="young-header">',
        '<header class="young-header">Lasting Homes',
        "names the service",
    ),
    "a preview": (
        '<meta name="robots"',
        '<meta property="og:title" content="x"><meta name="robots"',
        "previews a link",
    ),
    "no way to leave": ("data-leave>", ">", "ways to leave"),
    "leaving further on": (
        'href="/leave" class="young-skip"',
        'href="/elsewhere" class="young-skip"',
        "ways to leave",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_on_a_young_persons_page(client: FlaskClient, name: str) -> None:
    before, after, says = PLANTED[name]
    page = client.get("/q").text
    assert before in page
    assert any(says in fault for fault in page_faults(page.replace(before, after)))


def test_practice_says_so_on_a_young_persons_page_too(make_app: MakeApp) -> None:
    words = make_app(practice=True).test_client().get("/safety").text
    assert "<title>Practice \N{EN DASH} Staying safe here</title>" in words
    assert "The people here are invented." in words
    assert page_faults(words) == []
