"""No answer without a decision (C10), and what may not be known looks like what is not there."""

from __future__ import annotations

import logging
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from flask import Flask, abort, make_response, render_template_string
from werkzeug.routing import Rule

from portal.database import session
from portal.panels import queries as panel_queries
from portal.people import decisions
from portal.people.gate import ACCESS, SIGNED_IN_IS_ENOUGH
from portal.people.policy import Permission
from portal.records import queries as records
from portal.web.access import Access, Audience
from tests.integration.access.actors import STATES
from tests.integration.access.addresses import (
    FOREIGN,
    NOWHERE,
    Address,
    addresses,
    methods,
    rules,
    subject_for,
    values,
)
from tests.integration.access.asking import GONE, NOT_FOUND, Answer, Asking
from tests.integration.access.world import (
    CANARY,
    NOW,
    OTHER_AUTHORITY,
    OTHER_DISTRICT,
    OTHER_ITEM,
    OTHER_PANEL,
    OWN,
    STOPPED,
    WITHDRAWN,
    World,
)
from tests.support.statements import statements

SECRET = "QxUndecided"
MOST_OPT_OUTS = 5
FEWEST_COMPARED = 20
ROUNDS = 100


def behind_the_gate(app: Flask) -> list[Rule]:
    """Return every rule that is not public."""
    declared: dict[str, Access] = app.extensions[ACCESS]
    return [rule for rule in rules(app) if declared[rule.endpoint].audience is not Audience.PUBLIC]


def with_checks(app: Flask) -> list[Rule]:
    """Return every rule behind the gate whose page has a check to forget.

    A young person's own page has none: whose it is decides who is in, and its scope holds no more.
    """
    declared: dict[str, Access] = app.extensions[ACCESS]
    young = Audience.YOUNG_PERSON
    return [each for each in behind_the_gate(app) if declared[each.endpoint].audience is not young]


def method_of(rule: Rule) -> str:
    """Return the one method a rule's view answers."""
    return "POST" if "POST" in methods(rule) else "GET"


@pytest.fixture
def undecided(world: World) -> Iterator[Callable[[str], None]]:
    """Take the permission out of an endpoint's rule, as if it had never been written."""
    app = world.app
    before = dict(app.extensions[ACCESS])

    def forget(endpoint: str) -> None:
        app.extensions[ACCESS][endpoint] = replace(before[endpoint], permission=None)

    yield forget
    app.extensions[ACCESS].update(before)


@pytest.mark.control("C10")
def test_a_page_that_forgets_its_check_is_refused_whichever_page_it_is(
    world: World,
    undecided: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    asking, sent = Asking(world), []
    chosen = [rule for rule in with_checks(world.app) if rule.endpoint not in SIGNED_IN_IS_ENOUGH]
    for rule in chosen:
        undecided(rule.endpoint)
        monkeypatch.setitem(world.app.view_functions, rule.endpoint, lambda **_: SECRET)
        path = next(addresses(world, rule)).path
        answer = asking.ask("county", path, method_of(rule))
        if answer.status != 500 or SECRET in answer.text:
            sent.append(f"{rule.endpoint}: {answer.status}")
        said = f"no decision about access was made for {rule.endpoint}"
        assert said in caplog.messages
        caplog.clear()
    assert len(chosen) > 50
    assert sent == []


@pytest.mark.control("C10")
def test_with_every_check_taken_out_no_page_is_left_that_answers(
    world: World, undecided: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real views, with the gate's check and every operation's silenced: nothing gets out."""
    asking, sent = Asking(world), []
    monkeypatch.setattr(decisions, "allowed", lambda _what: None)
    for rule in with_checks(world.app):
        if rule.endpoint in SIGNED_IN_IS_ENOUGH:
            continue
        undecided(rule.endpoint)
        answer = asking.ask("county", next(addresses(world, rule)).path, method_of(rule))
        if answer.status < 400 or CANARY.search(answer.text):
            sent.append(f"{rule.endpoint}: {answer.status}")
    assert sent == []


@pytest.mark.control("C10")
def test_a_young_persons_own_page_is_nobody_elses_whoever_asks(world: World) -> None:
    """Not even whose cookie opens everything else: it is no visit of a young person's."""
    asking = Asking(world)
    own = [rule for rule in behind_the_gate(world.app) if rule not in with_checks(world.app)]
    assert own
    for rule in own:
        for who in ("anonymous", "worker", "support", "county"):
            answer = asking.ask(who, next(addresses(world, rule)).path, method_of(rule))
            assert (answer.status, answer.headers["Location"]) == (303, "/y"), rule


def test_what_was_written_for_nobody_is_not_saved(
    world: World, undecided: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, action_id = Asking(world), world.subjects[OWN].action_id
    address = f"/d/burnley/actions/{action_id}/done"

    def done_on() -> date | None:
        with world.working(writes=False):
            return records.action_line(action_id).done_on

    undecided("records.action_done")
    monkeypatch.setattr(decisions, "allowed", lambda _what: None)
    assert asking.ask_for_good("support", address, "POST").status == 500
    assert done_on() is None
    monkeypatch.undo()
    assert asking.ask_for_good("worker", address, "POST").status == 500
    world.app.extensions[ACCESS]["records.action_done"] = replace(
        world.app.extensions[ACCESS]["records.action_done"], permission=Permission.AGENDA_SEE
    )
    assert asking.ask_for_good("worker", address, "POST").status == 303
    assert done_on() is not None


@pytest.mark.control("C10")
def test_the_pages_that_need_no_decision_are_few_and_say_why(world: World) -> None:
    declared: dict[str, Access] = world.app.extensions[ACCESS]
    assert len(SIGNED_IN_IS_ENOUGH) <= MOST_OPT_OUTS
    for endpoint, why in SIGNED_IN_IS_ENOUGH.items():
        assert declared[endpoint].permission is None
        assert len(why.split()) > 5


def test_a_page_handed_to_abort_is_a_page_and_needs_a_decision(
    world: World, undecided: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def view() -> None:
        abort(make_response(render_template_string(SECRET), 422))

    undecided("records.actions")
    monkeypatch.setitem(world.app.view_functions, "records.actions", view)
    answer = Asking(world).ask("support", "/d/burnley/actions")
    assert (answer.status, SECRET in answer.text) == (500, False)


def test_a_decision_of_one_request_does_not_stand_for_the_next(
    world: World, undecided: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asking = Asking(world)
    assert asking.ask("support", "/d/burnley/actions").status == 200
    assert decisions.made() == ()
    undecided("records.to_file")
    monkeypatch.setitem(world.app.view_functions, "records.to_file", lambda: SECRET)
    assert asking.ask("support", "/d/burnley/records").status == 500


TOKEN = re.compile(rb'name="csrf_token"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="csrf_token"')
CHANGING = frozenset({"date", "set-cookie"})


def likeness(answer: Answer) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    """Return everything a stranger could compare: status, body, headers."""
    headers = tuple((k, v) for k, v in answer.headers.items() if k.lower() not in CHANGING)
    return answer.status, TOKEN.sub(b"", answer.body), headers


ONE_PANEL = tuple(
    each.key
    for each in STATES
    if (each.seat or each.sent or each.visits) and not each.held and each.key not in GONE
)
"""Who belongs to the one panel, or to one item of it, and to nothing else: the other is not there.

The chair is of the district besides, and who has left is nobody."""
NOT_WITH_THEM = (*ONE_PANEL, "other_worker", "adviser", "stand_in", "young_representative")
"""Who neither works with the young person of an item taken off, or stopped, nor builds agendas."""
ASKED_WHAT_IS_HIDDEN = (
    *("support", "chair", "worker", "district_lead", "other_worker", "young_representative"),
    *("provider", "sent", "recused", "visitor"),
)
"""One of each kind: of the district, by a role and as case support, chair and lead; by a seat, for
one meeting, with an interest declared, and asked to one item."""


def hidden(world: World, rule: Rule, who: str) -> Iterator[tuple[Address, str]]:
    """Give a rule's addresses of what is not for a reader in Burnley, each with one of nothing.

    What is another district's or authority's is for nobody; what is the other panel's, and an item
    taken off the agenda or stopped, not for all. That of nothing names ids that nobody ever had,
    and beside them what is open to the reader too, such as the meeting an item was taken off.
    """
    yours = (OWN, OTHER_ITEM)
    open_to_them = [values(rule, subject_for(world, state)) for state in yours]
    nowhere = values(rule, subject_for(world, NOWHERE))
    kept = ((OTHER_PANEL, ONE_PANEL), (WITHDRAWN, NOT_WITH_THEM), (STOPPED, NOT_WITH_THEM))
    states = tuple(state for state, readers in kept if who in readers)
    for state in (FOREIGN, OTHER_AUTHORITY, *states):
        given = values(rule, subject_for(world, state))
        theirs = {
            name: nowhere[name]
            for name, value in given.items()
            if name != "kind" and all(value != known[name] for known in open_to_them)
        }
        if theirs:
            _, path = rule.build(given) or ("", "")
            _, of_nothing = rule.build({**given, **theirs}) or ("", "")
            yield Address(rule.endpoint, rule.rule, state, path), of_nothing


@pytest.mark.control("C13")
@pytest.mark.parametrize("who", ASKED_WHAT_IS_HIDDEN)
def test_what_may_not_be_known_is_to_the_letter_what_is_not_there(world: World, who: str) -> None:
    """Another panel's, district's or authority's thing, and an id nobody ever had: one answer.

    By the same statements as well, which a busy machine does not blur as it does the time they
    take. One that is stopped costs more: its slot says already that something stood there.
    """
    asking, compared = Asking(world), 0
    differing: list[tuple[int, str]] = []

    @cache
    def asked(method: str, path: str) -> tuple[Answer, list[str]]:
        with statements(world.app) as made:
            answer = asking.ask(who, path, method)
        return answer, made

    for rule in behind_the_gate(world.app):
        method = method_of(rule)
        for address, of_nothing in hidden(world, rule, who):
            (found, here), (nothing, there) = asked(method, address.path), asked(method, of_nothing)
            at = f"{method} {address.path} ({address.objects})"
            if likeness(found) != likeness(nothing):
                differing.append((found.status, at))
            if found.status == NOT_FOUND:
                assert address.objects == STOPPED or here == there, at
                compared += 1
    assert not differing, sorted(differing)
    assert compared > FEWEST_COMPARED


@pytest.mark.control("C13")
def test_another_district_is_to_the_letter_a_district_that_never_was(world: World) -> None:
    asking = Asking(world)
    for rule in behind_the_gate(world.app):
        if "district" not in rule.arguments:
            continue
        there = values(rule, subject_for(world, OTHER_DISTRICT))
        _, real = rule.build(there) or ("", "")
        _, invented = rule.build({**there, "district": "atlantis"}) or ("", "")
        for who in ("support", "provider", "visitor"):
            answers = [asking.ask(who, path, method_of(rule)) for path in (real, invented)]
            assert answers[0].status == 404
            assert likeness(answers[0]) == likeness(answers[1]), real


@pytest.mark.control("C13")
def test_what_may_not_be_known_takes_as_long_as_what_is_not_there(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    """The figure is reported: a machine that does other work as well is no place to assert it."""
    asking = Asking(world)
    hidden_one = f"/d/burnley/items/{world.subjects[OTHER_DISTRICT].item_id}/record/read"
    nothing = f"/d/burnley/items/{subject_for(world, NOWHERE).item_id}/record/read"
    took: dict[str, list[float]] = {hidden_one: [], nothing: []}
    for _ in range(ROUNDS):
        for path, times in took.items():
            started = time.perf_counter()
            answer = asking.ask("support", path)
            times.append(time.perf_counter() - started)
            assert answer.status == 404
    ratio = statistics.median(took[hidden_one]) / statistics.median(took[nothing])
    record_property("median time, hidden against nothing", round(ratio, 3))
    print(f"hidden against nothing, median of {ROUNDS}: {ratio:.3f}")  # noqa: T201 - the figure


@pytest.mark.control("C12")
def test_who_has_left_or_whose_term_has_ended_is_nobody_at_the_next_request(world: World) -> None:
    asking = Asking(world)
    for who in sorted(GONE):
        assert world.cookies[who]
        answer = asking.ask(who, "/d/burnley/meetings")
        assert (answer.status, answer.headers["Location"][:8]) == (303, "/sign-in")


@pytest.mark.control("C12")
@pytest.mark.requirement("R22", "R72")
def test_who_is_sent_to_one_meeting_is_nobody_until_named_and_once_it_is_filed(
    world: World,
) -> None:
    """So neither has a column of its own in the table: it would be that of whoever has left."""
    asking, own = Asking(world), world.subjects[OWN]
    agenda = f"/d/burnley/meetings/{own.meeting_id}/agenda"

    def status_once(change: Callable[[], None]) -> int:
        with asking.undone():
            with world.working():
                change()
            return asking.ask("sent", agenda).status

    def not_named() -> None:
        session.delete(panel_queries.deputy(own.deputy_id))

    def filed() -> None:
        for row in panel_queries.items_of(own.meeting_id):
            panel_queries.item(row.id).closed_at = NOW

    assert status_once(lambda: None) == 200
    assert (status_once(not_named), status_once(filed)) == (303, 303)


def test_a_refused_answer_says_nothing_but_is_logged(
    world: World, undecided: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    undecided("coverage.county")
    with caplog.at_level(logging.ERROR):
        answer = Asking(world).ask("county", "/coverage")
    assert "Sorry, there is a problem with the service" in answer.text
    assert "Sign out" not in answer.text
    assert [r.message for r in caplog.records if "no decision" in r.message] == [
        "no decision about access was made for coverage.county"
    ]
