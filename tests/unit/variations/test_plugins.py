"""A district's plugin: what it may do, and that its faults stop the work and nothing else."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from portal.kernel.kinds import PanelKind
from portal.variations import hookspecs
from portal.variations.api import (
    ChairRule,
    DecisionWord,
    MessageWording,
    NoticePeriod,
    OrganisationKind,
    Seat,
    SlotPlan,
    hookimpl,
)
from portal.variations.district import PluginFailure
from portal.variations.hookspecs import HOOKS
from portal.variations.manager import Registry
from tests.unit.variations.conftest import ROOT, Plug, Write, fault

DAY = date(2026, 11, 23)
KIND = PanelKind.LEAVING_CARE
LISTED = '["invented_plugin"]'
STOPPING = [name for name, hook in HOOKS.items() if hook.on_failure == "stops"]
CONTAINED = [name for name, hook in HOOKS.items() if hook.on_failure == "contained"]


def answering(hook: str, answer: Callable[[], Any]) -> Any:
    """A plugin's function for one hook."""

    def function() -> Any:
        return answer()

    function.__name__ = hook
    return hookimpl(function)


def crash() -> Any:
    raise ZeroDivisionError("no months left")


def helper(**changed: Any) -> Seat:
    values = {"key": "helper", "label": "Helper", "organisation_kind": OrganisationKind.OTHER}
    return Seat(**(values | changed))


@pytest.mark.control("C45", "R15")
@pytest.mark.parametrize("hook", STOPPING)
def test_a_plugin_that_raises_stops_the_work_and_is_named(plug: Plug, hook: str) -> None:
    district = plug(answering(hook, crash))
    with pytest.raises(PluginFailure) as caught:
        getattr(district, hook)(as_of=DAY, kind=KIND)
    assert (caught.value.plugin, caught.value.hook) == ("invented_plugin", hook)
    assert "ZeroDivisionError: no months left" in caught.value.message
    assert "Nothing has been saved" in caught.value.message


@pytest.mark.control("C45")
@pytest.mark.parametrize("hook", STOPPING)
@pytest.mark.parametrize("wrong", ["text", 5, ["a", "list"], {"seat": "chair"}, ("text",)])
def test_a_plugin_that_returns_the_wrong_thing_stops_the_work(
    plug: Plug, hook: str, wrong: object
) -> None:
    district = plug(answering(hook, lambda: wrong))
    with pytest.raises(PluginFailure, match=HOOKS[hook].returns.__name__):
        getattr(district, hook)(as_of=DAY, kind=KIND)


@pytest.mark.control("C45", "R15")
@pytest.mark.parametrize("hook", CONTAINED)
@pytest.mark.parametrize("wrong", [crash, lambda: "text", lambda: ["a", "list"], lambda: ("text",)])
def test_a_contained_failure_leaves_the_next_layers_answer_and_is_told(
    plug: Plug, lancashire: Registry, hook: str, wrong: Callable[[], Any]
) -> None:
    district = plug(answering(hook, wrong))
    usual = getattr(lancashire.county(), hook)(as_of=DAY, kind=KIND)
    answer = getattr(district, hook)(as_of=DAY, kind=KIND)
    assert (answer.value, answer.layer) == (usual.value, usual.layer)
    failure = district.contained[hook]
    assert (failure.plugin, failure.hook) == ("invented_plugin", hook)
    assert "The next layer's answer is used." in failure.message


@pytest.mark.parametrize(
    ("hook", "impossible"),
    [
        ("chair_rule", lambda: ChairRule(seat="")),
        ("notice_period", lambda: NoticePeriod(days=0)),
        ("slot_plan", lambda: SlotPlan(parts=(), part="am")),
        ("membership_extensions", lambda: (helper(sees_names=True),)),
        ("membership_extensions", lambda: (helper(core=True),)),
        ("membership_extensions", lambda: (helper(key="youth_justice"),)),
        ("membership_extensions", lambda: (helper(), helper())),
        ("decision_words", lambda: (DecisionWord("a", "A"), DecisionWord("a", "B"))),
        ("decision_words", lambda: (DecisionWord("a", ""),)),
    ],
)
def test_a_plugin_that_returns_the_impossible_stops_the_work(
    plug: Plug, hook: str, impossible: Callable[[], Any]
) -> None:
    district = plug(answering(hook, impossible))
    with pytest.raises(PluginFailure):
        getattr(district, hook)(as_of=DAY, kind=KIND)


@pytest.mark.control("C45")
@pytest.mark.parametrize(
    "answer",
    [
        crash,
        lambda: "text",
        lambda: MessageWording("Hello", "Sign in: {link} {name}"),
        lambda: MessageWording("About the panel", "Sign in: {link}"),
        lambda: MessageWording("Two\nlines", "Sign in: {link}"),
        lambda: MessageWording("Your time", "{time} {link}"),
    ],
    ids=["raises", "text", "a name", "a word that tells", "two lines", "a time it is not given"],
)
def test_message_wording_that_fails_is_left_out_and_the_next_layer_answers(
    plug: Plug, caplog: pytest.LogCaptureFixture, answer: Callable[[], Any]
) -> None:
    district = plug(answering("message_wording", answer))
    found = district.message_wording(as_of=DAY, kind=KIND, message="reminder")
    assert (found.layer, found.value.subject) == ("product", "Something is waiting for you")
    assert district.contained["message_wording"].plugin == "invented_plugin"
    assert "The next layer's answer is used." in caplog.text


def test_a_failing_hook_leaves_the_others_working(plug: Plug) -> None:
    district = plug(answering("chair_rule", crash))
    assert district.slot_plan(as_of=DAY, kind=KIND).layer == "product"


def test_a_plugin_may_add_a_seat(plug: Plug) -> None:
    district = plug(answering("membership_extensions", lambda: (helper(),)))
    seats = district.seats(as_of=DAY, kind=KIND).value
    assert seats[-1] == helper()
    assert len(seats) == 13


def test_a_plugin_is_told_which_deadline_is_asked_for(plug: Plug) -> None:
    @hookimpl
    def notice_period(deadline: str) -> NoticePeriod | None:
        return NoticePeriod(days=10) if deadline == "record" else None

    district = plug(notice_period)
    assert district.notice_period(as_of=DAY, kind=KIND, deadline="record").value.days == 10
    assert district.notice_period(as_of=DAY, kind=KIND, deadline="agenda").value.days == 5


def _asks_for_the_weather(district: object, weather: object) -> None:
    return None


def module(monkeypatch: pytest.MonkeyPatch, **members: object) -> None:
    made = ModuleType("invented_plugin")
    vars(made).update(members)
    monkeypatch.setitem(sys.modules, "invented_plugin", made)


def wrapping(**options: bool) -> Any:
    def chair_rule() -> Any:
        yield

    def plain() -> Any:
        return None

    plain.__name__ = "chair_rule"
    return hookimpl(**options)(chair_rule if "wrapper" in options else plain)  # type: ignore[call-overload] # one of three options


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({}, "answers no hook"),
        ({"chair_rul": hookimpl(lambda: None)}, "unknown hook 'chair_rul'"),
        ({"chair_rule": hookimpl(_asks_for_the_weather)}, "weather"),
        ({"chair_rule": wrapping(wrapper=True)}, "may not wrap"),
        ({"chair_rule": wrapping(tryfirst=True)}, "may not wrap"),
        ({"chair_rule": wrapping(trylast=True)}, "may not wrap"),
    ],
)
def test_a_plugin_that_does_not_fit_the_hooks_stops_its_district(
    write: Write, monkeypatch: pytest.MonkeyPatch, members: dict[str, object], reason: str
) -> None:
    module(monkeypatch, **members)
    file, where, said = fault(write(plugins=LISTED))
    assert (file, where) == ("config/districts/testdale.toml", "[district] plugins")
    assert reason in said


def test_a_plugin_that_cannot_be_found_stops_its_district(write: Write) -> None:
    registry = write(plugins='["plugins.no_such_plugin"]')
    assert "ModuleNotFoundError" in fault(registry)[2]
    assert [ref.slug for ref in registry.districts(DAY)] == ["testdale"]


def test_a_plugin_that_fails_to_load_stops_its_district(config: Path, write: Write) -> None:
    (config.parent / "fails_to_load.py").write_text("raise RuntimeError('broken on purpose')\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(config.parent)
        assert "RuntimeError: broken on purpose" in fault(write(plugins='["fails_to_load"]'))[2]


@pytest.mark.control("C45")
def test_one_districts_plugin_never_answers_for_another(config: Path, plug: Plug) -> None:
    (config / "districts" / "otherdale.toml").write_text(
        '[district]\nname = "Otherdale"\narea = "east"\n'
    )
    plug(answering("chair_rule", lambda: ChairRule(seat="fostering_manager")))
    answer = Registry(config).district("otherdale").chair_rule(as_of=DAY, kind=KIND)
    assert answer.layer == "product"


README = (ROOT / "plugins" / "README.md").read_text()


@pytest.mark.parametrize("hook", HOOKS)
def test_the_guides_table_has_every_hook_with_its_arguments(hook: str) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| `{hook}`"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    arguments = ", ".join(signature(getattr(hookspecs, hook)).parameters)
    many = "tuple of " if HOOKS[hook].many else ""
    returns = f"{many}`{HOOKS[hook].returns.__name__}`"
    expected = [f"`{hook}`", f"`{arguments}`", returns, HOOKS[hook].combine]
    expected.append(HOOKS[hook].on_failure)
    assert cells == expected


def test_the_guides_table_has_no_hook_that_is_not_there() -> None:
    assert re.findall(r"^\| `(\w+)`", README, re.MULTILINE) == list(HOOKS)


def test_the_guides_example_runs(plug: Plug) -> None:
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert code is not None
    space: dict[str, Any] = {}
    exec(code[1], space)  # noqa: S102 our own guide's example, run to prove it
    district = plug(space["chair_rule"])
    august = district.chair_rule(as_of=date(2027, 8, 3), kind=KIND)
    assert (august.value.seat, august.layer) == ("leaving_care_team_manager", "plugin")
    assert district.chair_rule(as_of=DAY, kind=KIND).layer == "product"
