from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from portal.kernel.errors import RuleError
from portal.web import fields
from portal.web.forms import ErrorItem, PortalForm, apply_rule_error, error_items

GOOD = {
    "name": "Avery",
    "born-day": "27",
    "born-month": "March",
    "born-year": "2007",
    "start": "10.50",
    "kind": "review",
    "district": "fylde",
    "needs": ["bsl", "loop"],
    "notes": "one\ntwo",
    "agreed": "y",
}


class Small(PortalForm):
    """A few fields, for looking at values."""

    name = fields.TextField("Name", max_length=5, missing="Enter the name")
    born = fields.DateField("Date of birth", missing="Enter the date of birth")
    start = fields.TimeField("Start time")
    length = fields.WholeNumberField("Slot length", least=5, most=1000, noun="Slot length")
    kind = fields.RadioField("Kind", missing="Select the kind")


@pytest.fixture
def context(make_app: Callable[..., Flask]) -> Iterator[None]:
    with make_app().test_request_context():
        yield


def small(sent: dict[str, Any], **values: Any) -> Small:
    form = Small(formdata=MultiDict(sent), **values)
    form.kind.offer([("a", "First"), ("b", "Second")])
    form.validate()
    return form


def test_a_form_that_is_right_goes_on_to_a_banner(client: FlaskClient) -> None:
    response = client.post("/form", data=GOOD, follow_redirects=True)
    assert response.status_code == 200
    assert "The agenda was sent to 11 people" in response.text


def test_a_refused_form_keeps_everything_typed(client: FlaskClient) -> None:
    typed = {**GOOD, "born-month": "", "start": "half past <nine>", "notes": "one\n  <b>two</b>"}
    response = client.post("/form", data=typed)
    assert response.status_code == 422
    assert "<title>Error: Nominate" in response.text
    for kept in (
        'value="Avery"',
        'value="27"',
        'value="2007"',
        'value="half past &lt;nine&gt;"',
        "one\n  &lt;b&gt;two&lt;/b&gt;</textarea>",
    ):
        assert kept in response.text
    assert response.text.count(" checked") == 4


def test_an_empty_form_says_what_each_field_needs(client: FlaskClient) -> None:
    response = client.post("/form", data={"name": ""})
    for message in ("Enter the preferred name", "Enter the date of birth", "Select the item type"):
        assert response.text.count(message) == 2  # the summary and beside the field


@pytest.mark.parametrize("sent", [["27"], ["27", "3"], ["27", "3", "2007", "9"], []])
def test_any_number_of_date_boxes_is_answered_and_not_a_fault(
    client: FlaskClient, sent: list[str]
) -> None:
    boxes = dict(zip(("born-day", "born-month", "born-year", "born"), sent, strict=False))
    data = {**{k: v for k, v in GOOD.items() if not k.startswith("born")}, **boxes}
    assert client.post("/form", data=data).status_code in {303, 422}


def test_a_rule_that_says_no_stands_beside_its_field(client: FlaskClient) -> None:
    response = client.post("/form", data={**GOOD, "name": "Taken"})
    assert response.status_code == 422
    assert response.text.count("This name is on the agenda already") == 2


@pytest.mark.usefixtures("context")
class TestValues:
    def test_a_date_opens_with_the_value_it_is_given(self) -> None:
        form = small({}, data={"born": date(2007, 3, 27)})
        assert form.born.typed == {"day": "27", "month": "3", "year": "2007"}

    def test_only_the_wrong_box_is_marked_and_linked(self) -> None:
        form = small({"born-day": "27", "born-month": "13", "born-year": "2007"})
        assert form.born.wrong_parts == {"month"}
        assert form.born.error_id == "born-month"
        assert form.born.data is None
        assert str(form.born()).count("govuk-input--error") == 1

    def test_a_date_that_never_was_marks_every_box(self) -> None:
        form = small({"born-day": "31", "born-month": "2", "born-year": "2007"})
        assert form.born.wrong_parts == {"day", "month", "year"}
        assert form.born.error_id == "born-day"

    def test_a_date_that_is_right_marks_nothing(self) -> None:
        form = small({"born-day": "3", "born-month": "03", "born-year": "2007"})
        assert form.born.data == date(2007, 3, 3)
        assert form.born.wrong_parts == frozenset()

    def test_a_time_is_a_time(self) -> None:
        assert small({"start": "1pm"}).start.data == time(13)
        assert small({"start": ""}).start.data is None
        assert not small({"start": ""}).start.errors

    @pytest.mark.parametrize(
        ("typed", "number", "error"),
        [
            ("20", 20, None),
            (" 1,000 ", 1000, None),
            ("", None, None),
            ("4", None, "Slot length must be between 5 and 1,000"),
            ("1e2", None, "Slot length must be a whole number"),
            ("-5", None, "Slot length must be a whole number"),
            ("twenty", None, "Slot length must be a whole number"),
            ("9" * 5000, None, "Slot length must be between 5 and 1,000"),
        ],
        ids=["plain", "comma", "nothing", "small", "science", "minus", "word", "huge"],
    )
    def test_a_whole_number_is_read_or_refused(
        self, typed: str, number: int | None, error: str | None
    ) -> None:
        field = small({"length": typed}).length
        assert field.data == number
        assert list(field.errors) == ([error] if error else [])
        assert f'value="{" ".join(typed.split())[:40]}"' in str(field()) or not typed

    def test_a_field_of_ones_own_kind_is_drawn_like_its_parent(self) -> None:
        class Birthday(fields.DateField):
            """A date with a name of its own."""

        assert Birthday.grouped

    def test_text_over_its_limit_is_refused_and_kept(self) -> None:
        form = small({"name": "Averyy"})
        assert form.name.errors == ["Name must be 5 characters or fewer"]
        assert form.name.data == "Averyy"

    @pytest.mark.parametrize(
        ("label", "noun"),
        [
            ("Name", "Name"),
            ("Why", "Your answer to “Why”"),
            ("What is the interest?", "Your answer to “What is the interest?”"),
            ("If not, why?", "Your answer to “If not, why?”"),
        ],
    )
    def test_a_question_is_not_the_subject_of_its_error(self, label: str, noun: str) -> None:
        class Asked(PortalForm):
            words = fields.LongTextField(label, max_length=5, missing="Say why")

        form = Asked(formdata=MultiDict({"words": "longer"}))
        form.validate()
        assert form.words.errors == [f"{noun} must be 5 characters or fewer"]

    def test_space_alone_is_nothing(self) -> None:
        assert small({"name": " \t "}).name.errors == ["Enter the name"]

    def test_a_nul_is_refused_and_not_written_back(self) -> None:
        form = small({"name": "A\0b"})
        assert form.name.errors == ["Name must not include characters that cannot be seen"]
        assert "\0" not in str(form.name())

    def test_a_choice_not_offered_is_refused(self) -> None:
        assert small({"kind": "c"}).kind.errors == ["Select the kind"]
        assert small({"kind": "b"}).kind.errors in ([], ())

    def test_optional_fields_say_so_and_required_ones_have_no_mark(self) -> None:
        form = small({})
        assert form.start.label.text == "Start time (optional)"
        assert form.name.label.text == "Name"
        assert "required" not in str(form.name())

    def test_the_summary_is_in_field_order_and_ends_with_the_whole_form(self) -> None:
        form = small({"name": "Avery", "kind": "a"})
        apply_rule_error(form, RuleError("The meeting is full"))
        apply_rule_error(form, RuleError("Not on this form", "elsewhere"))
        apply_rule_error(form, RuleError("That name is taken", "name"))
        assert error_items([form]) == [
            ErrorItem("That name is taken", "#name"),
            ErrorItem("Enter the date of birth", "#born-day"),
            ErrorItem("The meeting is full", None),
            ErrorItem("Not on this form", None),
        ]
