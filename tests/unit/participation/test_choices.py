"""What may be answered about taking part, and how staff read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import RuleError
from portal.participation.rules.choices import (
    QUESTIONS,
    Kind,
    Topic,
    clean,
    from_text,
    in_words,
    to_text,
)


@pytest.mark.requirement("R45", "R51", "R80")
@pytest.mark.parametrize(
    ("topic", "given", "says"),
    [
        (Topic.WAY, {"way": "in_person"}, "They come to the meeting"),
        (Topic.WAY, {"way": "call", "more": "a quiet room"}, "They join by phone or video; easier"),
        (Topic.TIMES, {"hours": ["morning"]}, "Not 10am to noon"),
        (
            Topic.TIMES,
            {"hours": ["late", "early"], "because": "exam"},
            "Not before 10am or after 4pm because of an exam",
        ),
        (Topic.TIMES, {"because": "work"}, "They have something on that day because of work"),
        (Topic.BRING, {"who": "friend"}, "They bring a friend"),
        (Topic.BRING, {"who": "friend", "name": "Jo"}, "They bring a friend; called “Jo”"),
        (Topic.NEEDS, {"language": "Tigrinya"}, "Interpreter for “Tigrinya”"),
        (Topic.NEEDS, {"needs": ["breaks", "quiet"]}, "A quiet place to wait and breaks"),
        (Topic.CARER, {"adult": "told"}, "Their carer may be told, but does not come"),
        (Topic.WAY, {}, ""),
        (Topic.WAY, {"way": "", "more": "   "}, ""),
    ],
)
def test_answers_are_read_as_a_sentence(topic: Topic, given: dict[str, object], says: str) -> None:
    said = in_words(topic, clean(topic, given))
    assert said.startswith(says) if says else said == ""


@pytest.mark.parametrize(
    ("topic", "given", "field"),
    [
        (Topic.WAY, {"way": "by_owl"}, "way"),
        (Topic.TIMES, {"hours": ["morning", "teatime"]}, "hours"),
        (Topic.WAY, {"more": "x" * 2_001}, "more"),
        (Topic.BRING, {"name": "x" * 121}, "name"),
    ],
)
def test_what_is_not_on_the_list_or_too_long_is_refused_by_its_box(
    topic: Topic, given: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        clean(topic, given)
    assert refused.value.field == field


@given(st.dictionaries(st.text(), st.text()))
def test_answers_of_other_questions_are_never_kept(given: dict[str, str]) -> None:
    known = {part.key for parts in QUESTIONS.values() for part in parts}
    strange = {key: said for key, said in given.items() if key not in known}
    assert all(clean(topic, strange) == {} for topic in Topic)


@given(st.sampled_from(list(Topic)), st.data())
def test_what_is_sealed_opens_as_it_was(topic: Topic, data: st.DataObject) -> None:
    answers: dict[str, object] = {}
    for part in QUESTIONS[topic]:
        keys = [key for key, _ in part.choices]
        if part.kind is Kind.MANY:
            answers[part.key] = data.draw(st.lists(st.sampled_from(keys), unique=True))
        elif part.kind is Kind.ONE:
            answers[part.key] = data.draw(st.sampled_from(["", *keys]))
        else:
            answers[part.key] = data.draw(st.text(max_size=60))
    kept = clean(topic, answers)
    assert from_text(to_text(kept)) == kept
    assert clean(topic, kept) == kept


def test_what_is_deleted_opens_as_nothing() -> None:
    assert from_text(None) == {}
