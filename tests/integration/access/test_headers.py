"""The headers of every answer there is: pages, files, refusals and faults (C37)."""

from __future__ import annotations

import pytest

from portal.web.headers import ALWAYS
from tests.integration.access.addresses import addresses, methods, rules
from tests.integration.access.asking import Answer, Asking
from tests.integration.access.crawler import as_it_is
from tests.integration.access.world import World

CORS = "Access-Control-"


def faults(answer: Answer, *, kept: bool = False) -> list[str]:
    """Say what is wrong with an answer's headers."""
    headers = answer.headers
    said = [name for name, value in ALWAYS.items() if headers.get(name) != value]
    said += [name for name in headers.keys() if name.startswith(CORS)]  # noqa: SIM118 - not a dict
    if not kept and headers.get("Cache-Control") != "no-store":
        said.append("Cache-Control")
    said += [
        "Set-Cookie"
        for cookie in headers.getlist("Set-Cookie")
        if not {"HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    ]
    return said


@pytest.mark.control("C37", "C21")
@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", ["anonymous", "visitor", "county"])
def test_every_route_answers_with_every_header(world: World, who: str) -> None:
    """On one database: headers are put on whatever a page said.

    HEAD is asked apart; it says what GET says, has no body and changes nothing.
    """
    asking, wrong, asked = Asking(world), [], 0
    known = as_it_is(asking, who).answers
    with asking.watching():
        for rule in rules(world.app):
            kept = rule.endpoint == "static"
            for address in addresses(world, rule):
                got: dict[str, Answer] = {}
                for method in sorted(methods(rule) - {"OPTIONS"}):
                    here = f"{method} {address.path}"
                    answer = known.get(here) or asking.ask(who, address.path, method)
                    asked += 1
                    wrong += [f"{here}: {each}" for each in faults(answer, kept=kept)]
                    got[method] = answer
                if "HEAD" in got and not is_head_of(got["HEAD"], got["GET"]):
                    wrong.append(f"HEAD {address.path}: differs from GET")
    assert asked > 300
    assert wrong == []


def is_head_of(head: Answer, get: Answer) -> bool:
    """Tell whether an answer to HEAD is the one to GET without its body."""
    return head.status == get.status and not head.body and not head.wrote


@pytest.mark.control("C37")
def test_a_fault_and_an_address_that_leads_nowhere_answer_with_every_header(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: object) -> str:
        raise ValueError

    monkeypatch.setitem(world.app.view_functions, "records.actions", fails)
    asking = Asking(world)
    answers = [
        asking.ask("support", "/d/burnley/actions"),
        asking.ask("support", "/no/such/page"),
        asking.ask("support", "/sign-out", "GET"),
        asking.ask("support", "/coverage?state=%00"),
    ]
    assert [answer.status for answer in answers] == [500, 404, 405, 400]
    assert [fault for answer in answers for fault in faults(answer)] == []


@pytest.mark.control("C37")
def test_every_part_of_an_address_has_a_type_or_a_list_of_what_it_may_be(world: World) -> None:
    """An id is a UUID; a district and a kind are looked up in the configuration, else 404.

    A link's token is looked up by its hash, and one that nobody was sent opens nothing. A guide is
    one that the configuration names, an agency one of a list; a place and a seat are looked for in
    what the reader is given, else 404.
    """
    plain = {
        argument
        for rule in rules(world.app)
        for argument, converter in rule._converters.items()  # noqa: SLF001 - werkzeug shows them nowhere else
        if type(converter).__name__ == "UnicodeConverter"
    }
    assert plain == {"agency", "district", "guide", "kind", "place", "seat", "token"}
    assert Asking(world).ask("anonymous", "/set-password/nobody-was-sent-this").status == 404
    assert Asking(world).ask("county", "/d/burnley/terms/other").status == 404
