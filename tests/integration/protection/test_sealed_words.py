"""What somebody types is sealed, or stands on a short list that says why it is not (C48)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import JSON, Column, String

from portal.database import Base, SealedText

WORDS_FROM = 60
"""Columns this long or shorter are codes and kinds: nobody types into them."""
NAMES = "a name or an address, by which people and places are found"
CODES = "codes and numbers that the portal makes itself"
OF_STAFF = "said of somebody who works here, whom the lists of people show it beside"
THE_TRAIL = "the trail: ids and kinds, and a purpose without a name"
THE_RETURN = "the return's own codes, and what is odd about a line of them"
MESSAGES = "it leaves by mail, says nothing of anybody, and goes once it was sent"
OF_ALL = "said to all young people, of none of them"
OF_A_MEETING = "said of a meeting, and of nobody"
NOT_SEALED = {
    "agenda_version.frozen": "what an agenda lists: references, matters and staff, read as a whole",
    "agreement_event.covers": CODES,
    "agreement_event.helped": CODES,
    "area.name": NAMES,
    "attendance.stand_in": NAMES,
    "audit_event.digest": CODES,
    "audit_event.event": THE_TRAIL,
    "audit_event.facts": THE_TRAIL,
    "audit_event.facts_digest": CODES,
    "audit_event.page": THE_TRAIL,
    "audit_event.purpose": THE_TRAIL,
    "audit_event.subject_kind": THE_TRAIL,
    "audit_event.why": THE_TRAIL,
    "audit_event_earlier.event": THE_TRAIL,
    "audit_event_earlier.facts": THE_TRAIL,
    "audit_event_earlier.subject_kind": THE_TRAIL,
    "audit_head.digest": CODES,
    "authority.name": NAMES,
    "contribution.stream": CODES,
    "council_identity.issuer": CODES,
    "council_identity.subject": CODES,
    "district.name": NAMES,
    "district_succession.successor": NAMES,
    "erased_child.code_hash": CODES,
    "feedback_change.changed": OF_ALL,
    "feedback_change.heard": OF_ALL,
    "feedback_change.translations": OF_ALL,
    "item.item_type": "what a panel is asked to look at, from the panel's own list: agendas say it",
    "item_record.decision_label": "one of the panel's own decisions, in the words of its rules",
    "item_record.manager": NAMES,
    "item_record.social_worker": NAMES,
    "item_record.receipt": "a number of the case system",
    "kept_work.action": "an address of the portal",
    "kept_work.page": "an address of the portal",
    "meeting.place": OF_A_MEETING,
    "meeting.unusual_day_reason": OF_A_MEETING,
    "organisation.name": NAMES,
    "outbox_job.arguments": CODES,
    "outbox_job.key": CODES,
    "outbox_job.name": CODES,
    "outbox_message.address": NAMES,
    "outbox_message.body": MESSAGES,
    "outbox_message.key": CODES,
    "outbox_message.settle_key": CODES,
    "outbox_message.subject": MESSAGES,
    "paper_intake.blob": CODES,
    "paper_intake.digest": CODES,
    "paper_intake.found": "numbers of pages",
    "paper_picture.blob": CODES,
    "paper_picture.digest": CODES,
    "paper_version.blob": CODES,
    "paper_version.digest": CODES,
    "passkey.name": "what somebody calls their own key",
    "person.email": NAMES,
    "person.job_title": NAMES,
    "person.name": NAMES,
    "person.password_hash": CODES,
    "person.suspended_reason": OF_STAFF,
    "record_addition.receipt": "a number of the case system",
    "recovery_code.code_hash": CODES,
    "return_import.report": THE_RETURN,
    "return_row.facts": THE_RETURN,
    "return_row.row_key": THE_RETURN,
    "role_grant.reason": OF_STAFF,
    "sign_in_link.token_hash": CODES,
    "sign_in_session.device": "the kind of browser",
    "sign_in_session.powers_hash": CODES,
    "sign_in_session.previous_hash": CODES,
    "sign_in_session.token_hash": CODES,
    "sign_in_tally.key": CODES,
    "views_answer.asked": "the question as it was put, the same for everybody",
    "views_answer.blob": CODES,
    "views_answer.chosen": CODES,
    "views_answer.digest": CODES,
    "views_sheet.asked": "the questions as they were put, the same for everybody",
    "young_code.code_hash": CODES,
    "young_kept.action": "an address of the portal",
    "young_kept.page": "an address of the portal",
    "young_link.token_hash": CODES,
    "young_person.preferred_name": NAMES,
    "young_visit.token_hash": CODES,
    "young_word.word_hash": CODES,
}
"""Every column that takes words and is not sealed, and why."""


def takes_words(column: Column[object]) -> bool:
    kind = column.type
    if isinstance(kind, SealedText):
        return False
    long = isinstance(kind, String) and (kind.length is None or kind.length > WORDS_FROM)
    return long or isinstance(kind, JSON)


def plain() -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if takes_words(column):
                yield f"{table.name}.{column.name}"


@pytest.mark.control("C48")
def test_every_column_that_takes_words_is_sealed_or_says_why_not() -> None:
    assert set(plain()) == set(NOT_SEALED)
