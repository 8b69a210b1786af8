"""The agenda as it is frozen when published: its rows, and every rule that shaped it.

History must not need the district or its plugin: what was in force on the day stands in the
version itself, each rule with its source (R62-R69). A young person is kept by id and reference,
never by name: the name is read anew for each reader, so that a changed name is right everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from portal.kernel.deadlines import Deadline
from portal.panels.rules.membership import ChairLink
from portal.variations.values import (
    DecisionWord,
    ItemQuorum,
    OrganisationKind,
    PackSection,
    QuorumRule,
    Seat,
)

FORM = 2
"""The number of this form. Form 1 had no personal advisers, stand-ins or chain of chairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenRow:
    """One slot, with the item in it if there was one. Staff names are frozen (A17)."""

    slot_id: UUID
    start: time
    minutes: int
    kind: str
    item_id: UUID | None = None
    young_person_id: UUID | None = None
    reference: str = ""
    item_type: str = ""
    social_worker_id: UUID | None = None
    social_worker: str = ""
    manager_id: UUID | None = None
    manager: str = ""
    personal_adviser_id: UUID | None = None
    personal_adviser: str = ""
    stand_in_id: UUID | None = None
    stand_in: str = ""
    chair_id: UUID | None = None
    chair: str = ""
    """Who chairs this item where the usual chair has an interest in it; empty where they chair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenAgenda:
    """One version of an agenda. `rules` holds each rule's value, source and layer as JSON."""

    district_name: str
    kind: str
    panel_name: str
    panel_day: date
    part: str
    place: str
    heading: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    time_style: str
    chair: str
    chair_id: UUID | None
    chair_sentence: str
    quorum_sentence: str
    deadline: Deadline
    record_deadline: Deadline
    late: bool
    rows: tuple[FrozenRow, ...]
    rules: Mapping[str, Any]
    chain: tuple[ChairLink, ...] = ()
    """Everybody who may chair, in order: an interest may still be declared on the day."""


def to_json(agenda: FrozenAgenda) -> dict[str, Any]:
    """Give an agenda as plain JSON for keeping."""
    plain: dict[str, Any] = _plain(asdict(agenda))
    return {"form": FORM, **plain}


def from_json(kept: Mapping[str, Any]) -> FrozenAgenda:
    """Read an agenda back."""
    values = {key: value for key, value in kept.items() if key != "form"}
    return FrozenAgenda(
        **values
        | {
            "panel_day": date.fromisoformat(kept["panel_day"]),
            "heading": tuple(kept["heading"]),
            "columns": tuple((key, label) for key, label in kept["columns"]),
            "chair_id": _id(kept["chair_id"]),
            "deadline": _deadline(kept["deadline"]),
            "record_deadline": _deadline(kept["record_deadline"]),
            "rows": tuple(_row(row) for row in kept["rows"]),
            "chain": tuple(
                ChairLink(UUID(link["person_id"]), link["name"], link["role"])
                for link in kept.get("chain", ())
            ),
        }
    )


def decision_words(agenda: FrozenAgenda) -> tuple[DecisionWord, ...]:
    """Return the outcomes this meeting may record, as they stood when the agenda went out."""
    return tuple(
        DecisionWord(**word | {"asks_for": tuple(word["asks_for"])})
        for word in agenda.rules["decision_words"]["value"]
    )


def seats(agenda: FrozenAgenda) -> tuple[Seat, ...]:
    """Return the panel's seats, as they stood when the agenda went out."""
    return tuple(_seat(seat) for seat in agenda.rules["seats"]["value"])


def _seat(kept: Mapping[str, Any]) -> Seat:
    """Return one seat; one for young people is given no papers, whatever stood there once (A18)."""
    kind = OrganisationKind(kept["organisation_kind"])
    sections = () if kind is OrganisationKind.YOUNG_PERSON else kept["sections"]
    given = {"organisation_kind": kind, "sections": frozenset(map(PackSection, sections))}
    return Seat(**dict(kept) | given)


def chair_seats(agenda: FrozenAgenda) -> tuple[str, ...]:
    """Return the keys of the seats that may chair, in order, as they stood when it went out."""
    kept = agenda.rules["chair_rule"]["value"]
    return (kept["seat"], *kept["deputies"])


def quorum_rule(agenda: FrozenAgenda) -> QuorumRule:
    """Return the quorum, as it stood when the agenda went out."""
    kept = agenda.rules["quorum_rule"]["value"]
    item = ItemQuorum(**_tuples(kept["item"]))
    return QuorumRule(**_tuples(kept) | {"item": item})


def _tuples(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _deadline(kept: Mapping[str, Any]) -> Deadline:
    return Deadline(
        due=date.fromisoformat(kept["due"]),
        cut_off=time.fromisoformat(kept["cut_off"]),
        steps=tuple(kept["steps"]),
        sentence=kept["sentence"],
    )


def _row(kept: Mapping[str, Any]) -> FrozenRow:
    ids = {name for name in kept if name.endswith("_id")}
    return FrozenRow(
        **dict(kept)
        | {"start": time.fromisoformat(kept["start"])}
        | {key: _id(kept[key]) for key in ids}
    )
