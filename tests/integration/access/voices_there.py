"""What the young people of the access tests' world say, every word of it a canary."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from portal.database import session
from portal.panels import queries as panels
from portal.people.policy import Actor
from portal.voice import operations, queries
from portal.voice.models import ViewsSummary
from portal.voice.operations import Asking
from portal.voice.rules.answers import Answer, Audience, How
from tests.support.invented_papers import picture

TALKED, TALKED_AT = "matters", 3
"""The question that they answered by talking, and its number in an address."""
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(range(256))
SAID = {"say": ("S", "b", Audience.PANEL), "worries": ("T", "T", Audience.WORKERS)}
"""By question: the classes of canary of what they say and of who wrote it, and for whom it is."""


def say(
    support: Actor, now: datetime, item_id: UUID, tag: str, canary: Callable[[str, str], str]
) -> UUID:
    """Let them say one thing for the panel and one for their social worker, talk and add a picture.

    It is shown in the room at once, so that a record can be written. Return the recording's id.
    """
    whose = {"item_id": item_id, "young_person_id": panels.item(item_id).young_person_id}
    for key, (letter, writer, audience) in SAID.items():
        given = Answer(How.SCRIBE, audience, words=canary(tag, letter), scribe=canary(tag, writer))
        operations.answer(now=now, asking=_asking(key), given=given, version=0, **whose)
    spoken = Answer(How.RECORDING, Audience.PANEL, words=canary(tag, "S"))
    operations.keep_file(
        now=now, asking=_asking(TALKED), given=spoken, file=io.BytesIO(WEBM), version=0, **whose
    )
    operations.keep_statement(
        now=now,
        asking=_asking("statement"),
        given=Answer(How.STATEMENT, Audience.PANEL),
        file=io.BytesIO(picture()),
        **whose,
    )
    operations.share(now=now, **whose)
    operations.shown(actor=support, now=now, item_id=item_id)
    made = {"words": canary(tag, "S"), "written_by": support.person_id, "written_at": now}
    where = {"district_id": panels.item(item_id).district_id}
    session.add(ViewsSummary(**whose, **where, **made))
    session.flush()
    answer = queries.answer_to(item_id, TALKED)
    assert answer is not None  # it was given just now
    return answer.id


def _asking(key: str) -> Asking:
    return Asking(key=key, wording="What do you want to say?")
