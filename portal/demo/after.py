"""What comes after a practice panel: promises kept and not, how the meeting was, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from portal.feedback import operations as feedback
from portal.feedback.rules import Face
from portal.panels import queries as panels
from portal.participation import operations as taking_part
from portal.participation.rules.asks import Outcome
from portal.people.policy import Actor
from portal.records import operations as records
from portal.records.queries import promises
from portal.translations import operations as translations
from portal.translations.operations import Given
from portal.translations.rules import Source, Tongue, digest_of

DONE = "I sent the form on Monday. The certificate comes by post."
NOT_YET = "Nothing has come yet, and nobody has told me why."
FACES = (Face.MIXED, Face.GOOD, Face.GOOD, Face.BAD)
WORDS = ("Too many people in the room.", "My worker sat next to me. That helped.", "", "")
HEARD = "There are too many people in the room, and I do not know who they are."
CHANGED = (
    "People now come for their part only. You get a list of who comes, and why, before the day."
)

WRONG = "It says that I go to college on three days. It is four days."
PUT_RIGHT = "You are right. It says four days now. Thank you for telling us."
STILL_WRONG = "It says that I did not want a new worker. I never said that."

TOLD_IN_TIGRINYA = "ኣበይ ክትነብር ከም እትደሊ ተዛሪብና። ኣብ ጥቓ ኮለጅ ክትጸንሕን ንሰራሕተኛኻ ክትዕቅብን ትደሊ። ምሳኻ ንሰማማዕ ኢና።"
PROMISE_IN_TIGRINYA = "ናይ ልደት ምስክር ወረቐትካ ክንእዝዝ ኢና። ብድሕሪኡ ፎቶ ዘለዎ መንነት ክትረክብ ክንሕግዘካ ኢና።"
INTERPRETER = "Invented Interpreters, by phone"
IN_TIGRINYA = 3
"""Which of a panel's young people reads Tigrinya, as `portal.demo.young` has it."""


def follow(officer: Actor, district_id: str, item_ids: Sequence[UUID], filed_at: datetime) -> None:
    """Let the young people of a filed panel say how it was and whether promises were kept.

    The first says that a promise was not kept, so that somebody must look at it again; the second
    says that one was. The others have not said anything yet.
    """
    for place, item_id in enumerate(item_ids[: len(FACES)]):
        young_person_id = panels.item(item_id).young_person_id
        feedback.give(
            now=filed_at,
            young_person_id=young_person_id,
            face=FACES[place],
            words=WORDS[place],
            show_words=bool(WORDS[place]),
        )
    for place, happened in enumerate((False, True)):
        for made in promises.promises([item_ids[place]]):
            records.complete_action(
                actor=officer, now=filed_at, action_id=made.action_id, words=DONE
            )
            records.answer_promise(
                now=filed_at + timedelta(days=1),
                young_person_id=made.young_person_id,
                action_id=made.action_id,
                happened=happened,
                words="" if happened else NOT_YET,
                seen=promises.newest_answer(made.action_id),
            )
    feedback.write_change(
        actor=officer,
        now=filed_at + timedelta(days=1),
        district_id=district_id,
        heard=HEARD,
        changed=CHANGED,
    )
    for item_id in item_ids[IN_TIGRINYA : IN_TIGRINYA + 1]:
        _translated(officer, item_id, filed_at)
    _put_right(officer, item_ids[0], filed_at + timedelta(days=1))


def still_wrong(item_id: UUID, now: datetime) -> None:
    """Let the young person of an item say by themselves that something is wrong. It waits."""
    taking_part.say_wrong(
        now=now,
        young_person_id=panels.item(item_id).young_person_id,
        item_id=item_id,
        words=STILL_WRONG,
    )


def _put_right(officer: Actor, item_id: UUID, now: datetime) -> None:
    """Write down what was wrong as it was told by phone, and answer that it was changed."""
    said = taking_part.say_wrong_for_them(actor=officer, now=now, item_id=item_id, words=WRONG)
    taking_part.answer_ask(
        actor=officer,
        now=now + timedelta(days=1),
        ask_id=said.id,
        version=said.version,
        outcome=Outcome.CHANGED,
        words=PUT_RIGHT,
    )


def _translated(officer: Actor, item_id: UUID, now: datetime) -> None:
    """Hand over what an interpreter made of a decision and its promises."""
    tongue = Tongue("ti", "Tigrinya", "ltr")
    at = translations.desk(actor=officer, item_id=item_id, now=now)
    words = {Source.DECISION: TOLD_IN_TIGRINYA, Source.PROMISE: PROMISE_IN_TIGRINYA}
    translations.hand_over(
        actor=officer,
        now=now,
        item_id=item_id,
        tongue=tongue,
        made_by=INTERPRETER,
        given=[
            Given(each.key, words[each.source], 0, digest_of(each.made_of))
            for each in at.of(tongue)
            if each.source in words
        ],
    )
