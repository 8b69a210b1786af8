"""What was asked, kept with the answers, so that history needs neither file nor plugin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.variations.questions import QuestionKind, QuestionWords, ViewsQuestion


def freeze(questions: Sequence[ViewsQuestion]) -> dict[str, Any]:
    """Return questions as plain JSON, in their order."""
    return {"questions": [_question(each) for each in questions]}


def _question(question: ViewsQuestion) -> dict[str, Any]:
    return {
        "key": question.key,
        "wording": question.wording,
        "kind": question.kind.value,
        "place": question.place,
        "hint": question.hint,
        "easy": question.easy,
        "choices": list(question.choices),
        "words": [
            {
                "language": each.language,
                "wording": each.wording,
                "hint": each.hint,
                "easy": each.easy,
                "choices": list(each.choices),
            }
            for each in question.words
        ],
    }


def thaw(kept: Mapping[str, Any]) -> tuple[ViewsQuestion, ...]:
    """Make questions again of what `freeze` made."""
    return tuple(
        ViewsQuestion(
            **{
                **each,
                "kind": QuestionKind(each["kind"]),
                "choices": tuple(each["choices"]),
                "words": tuple(
                    QuestionWords(**{**words, "choices": tuple(words["choices"])})
                    for words in each["words"]
                ),
            }
        )
        for each in kept["questions"]
    )
