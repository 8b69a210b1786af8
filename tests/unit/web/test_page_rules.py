"""Each page rule catches the fault planted for it, and a page without faults passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.testing.pages import PageFault, page_faults

PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>Agenda \N{EN DASH} Homes \N{EN DASH} Council</title></head>
<body>
<a href="#main-content">Skip to main content</a>
<header><a href="/">Council</a></header>
<main id="main-content">
<h1>Agenda</h1>
<h2>Items</h2>
<form method="post" action="/send">
<input type="hidden" name="csrf_token" value="token">
<label for="name">Name</label>
<input id="name" name="name">
<button type="submit">Send</button>
</form>
<fieldset><legend>Kind</legend>
<input type="radio" id="kind" name="kind" value="a"><label for="kind">First</label>
</fieldset>
<table><caption>Slots</caption>
<thead><tr><th scope="col">Time</th></tr></thead><tbody><tr><td>9:30am</td></tr></tbody></table>
<p><strong class="govuk-tag">Late</strong> <img src="/static/a.png" alt=""></p>
</main>
<footer><p>Council</p></footer>
</body>
</html>
"""
SUMMARY = (
    '<div class="govuk-error-summary"><h2>There is a problem</h2>'
    '<ul><li><a href="#name">Enter the name</a></li></ul></div>'
)
BESIDE = '<p class="govuk-error-message">Error: Enter the name</p>'
REFUSED = (
    PAGE.replace("<title>", "<title>Error: ")
    .replace("<h1>", SUMMARY + "<h1>")
    .replace('<input id="name"', BESIDE + '<input id="name"')
)

PLANTED = {
    "a second h1": (("<h2>Items</h2>", "<h1>Items</h1>"), "2 h1 elements"),
    "no h1": (("<h1>Agenda</h1>", "<p>Agenda</p>"), "0 h1 elements"),
    "a title that is not the h1": (("<h1>Agenda", "<h1>Meeting"), "does not start with the h1"),
    "a title without its council": ((" \N{EN DASH} Council</title", "</title"), "page, service"),
    "a field without a label": (('<label for="name">Name</label>', ""), "has no label"),
    "a label without words": ((">Name</label>", "></label>"), "has no label"),
    "a label for nothing": (('for="name"', 'for="nome"'), "is not on the page"),
    "an id used twice": (('id="kind"', 'id="name"'), "used 2 times"),
    "choices without a legend": (("<legend>Kind</legend>", ""), "no fieldset with a legend"),
    "an asterisk for required": ((">Name</label>", ">Name *</label>"), "asterisk"),
    "an inline style": (("<h2>", '<h2 style="color:red">'), "inline attribute style"),
    "an inline handler": (("<h2>", '<h2 onclick="go()">'), "inline attribute onclick"),
    "an htmx handler": (("<h2>", '<h2 hx-on:click="go()">'), "inline attribute hx-on"),
    "an inline script": (("<h2>", "<script>go()</script><h2>"), "is inline"),
    "a style element": (("</head>", "<style>p{}</style></head>"), "is inline"),
    "code in an address": (('href="/"', 'href="javascript:go()"'), "code in its href"),
    "a file of another's": (('src="/static', 'src="https://cdn.example/static'), "another origin"),
    "a form without a token": (('name="csrf_token"', 'name="other"'), "0 tokens"),
    "a form with an empty token": (('value="token"', 'value=""'), "tokens"),
    "a form without an action": ((' action="/send"', ""), "without an action"),
    "a token in an address": (('method="post"', 'method="get"'), "token in an address"),
    "a table without a caption": (("<caption>Slots</caption>", ""), "no caption"),
    "a header cell without scope": ((' scope="col"', ""), "no scope"),
    "a table without headers": (('<th scope="col">Time</th>', "<td>Time</td>"), "header cells"),
    "a link without words": ((">Council</a>", "></a>"), "has no words"),
    "a link without an address": (('<a href="/">', "<a>"), "leads nowhere"),
    "a button without words": ((">Send</button>", "></button>"), "has no words"),
    "an image without an alternative": ((' alt=""', ""), "has no alt"),
    "an svg without a name": (("<h2>", "<svg></svg><h2>"), "svg"),
    "no skip link": (('<a href="#main-content">Skip to main content</a>', ""), "skip link"),
    "a skip link that is not first": (
        ('<a href="#main-content">', '<button type="button">Menu</button><a href="#main-content">'),
        "skip link",
    ),
    "no language": ((' lang="en-GB"', ""), "no lang"),
    "no main": (("main", "div"), "0 main landmarks"),
    "two footers": (("<footer>", "<footer></footer><footer>"), "2 footer landmarks"),
    "two unnamed navigations": (("<h1>", "<nav></nav><nav></nav><h1>"), "several nav"),
    "a positive tabindex": (("<h2>", '<h2 tabindex="2">'), "positive tabindex"),
    "a heading that skips": (("<h2>Items</h2>", "<h3>Items</h3>"), "jumps from h1 to h3"),
    "a heading without words": (("<h2>Items</h2>", "<h2></h2>"), "has no words"),
    "oops": (("<h2>Items", "<h2>Oops, items"), "Oops"),
    "a tag in capitals": ((">Late<", ">LATE<"), "in capitals"),
    "markup a browser must repair": (("<h2>Items</h2>", "<p><h2>Items</h2></p>"), "markup error"),
    "an attribute given twice": (('name="name"', 'name="name" name="b"'), "markup error"),
    "no doctype": (("<!DOCTYPE html>\n", ""), "markup error"),
    "an error said in the title only": (("<title>", "<title>Error: "), "disagree"),
    "an error beside a field only": (("<h2>", BESIDE + "<h2>"), "there is no error summary"),
}
PLANTED_IN_A_REFUSAL = {
    "a summary that the title hides": (("<title>Error: ", "<title>"), "disagree"),
    "a summary with other words": (("There is a problem", "Sorry"), "not headed"),
    "a summary below the h1": ((SUMMARY + "<h1>Agenda</h1>", "<h1>Agenda</h1>" + SUMMARY), "below"),
    "an error that leads nowhere": (('href="#name"', 'href="#nome"'), "field that takes focus"),
    "an error that leads to a div": (('href="#name"', 'href="#main-content"'), "takes focus"),
    "an error said in two ways": ((BESIDE, BESIDE.replace("Enter", "Type")), "same words"),
}


def test_pages_without_faults_pass() -> None:
    assert page_faults(PAGE) == []
    assert page_faults(REFUSED, status=422) == []
    practice = PAGE.replace("<title>", "<title>Practice \N{EN DASH} ")
    assert page_faults(practice) == []


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_caught(fault: str) -> None:
    (old, new), words = PLANTED[fault]
    assert old in PAGE
    assert any(words in said for said in page_faults(PAGE.replace(old, new)))


@pytest.mark.parametrize("fault", PLANTED_IN_A_REFUSAL)
def test_a_fault_planted_in_a_refused_form_is_caught(fault: str) -> None:
    (old, new), words = PLANTED_IN_A_REFUSAL[fault]
    assert old in REFUSED
    assert any(words in said for said in page_faults(REFUSED.replace(old, new), status=422))


def test_a_page_that_may_be_stored_is_caught() -> None:
    assert page_faults(PAGE, cache_control="private") == [
        "Cache-Control is “private” and not no-store"
    ]


def test_an_error_page_without_help_is_caught() -> None:
    assert page_faults(PAGE, status=404) == ["the page of error 404 gives no way to get help"]


def test_a_piece_of_a_page_is_checked_as_a_piece() -> None:
    row = '<tr><td><input id="a" name="a" aria-label="Place"></td></tr>'
    assert page_faults(row, whole=False) == []
    assert page_faults('<p id="a">One</p><p id="a">Two</p>', whole=False) == [
        "id “a” is used 2 times"
    ]
    assert "no label" in page_faults('<p><input name="a"></p>', whole=False)[0]


class TestClient:
    @pytest.fixture
    def faulty(self, make_app: Callable[..., Flask]) -> FlaskClient:
        app = make_app()
        app.add_url_rule("/faulty", "faulty", lambda: PAGE.replace("Items", "<i style=''>x</i>"))
        app.add_url_rule("/piece-of", "piece_of", lambda: "<p id='a'>x</p><p id='a'>y</p>")
        app.add_url_rule("/text", "text", lambda: ("<h1>", {"Content-Type": "text/plain"}))
        return app.test_client()

    def test_a_page_with_faults_fails_the_test_that_fetches_it(self, faulty: FlaskClient) -> None:
        with pytest.raises(PageFault, match="GET /faulty breaks 1 page rules") as caught:
            faulty.get("/faulty")
        assert caught.value.faults == ["<i> has the inline attribute style"]

    def test_a_piece_with_faults_fails_too(self, faulty: FlaskClient) -> None:
        with pytest.raises(PageFault, match="used 2 times"):
            faulty.get("/piece-of", headers={"HX-Request": "true"})

    def test_what_is_not_a_page_is_left_alone(self, faulty: FlaskClient) -> None:
        assert faulty.get("/text").status_code == 200
        assert faulty.head("/faulty").status_code == 200


@pytest.mark.parametrize("practice", [False, True])
@pytest.mark.parametrize(
    "place", ["/parts", "/parts?done=1", "/form", "/accessibility", "/cookies", "/privacy"]
)
def test_every_page_and_part_here_keeps_the_rules(
    make_app: Callable[..., Flask], place: str, *, practice: bool
) -> None:
    response = make_app(practice=practice).test_client().get(place)
    assert response.status_code == 200
    assert ("<title>Practice" in response.text) is practice
    assert ('class="portal-practice"' in response.text) is practice
