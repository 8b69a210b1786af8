"""Twenty ways of changing another authority's row, or of making one its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached

from portal.cases.models import YoungPerson
from portal.tenancy.models import Succession
from tests.integration.conftest import AUTHORITY
from tests.integration.database.ground import CANARY, ELSEWHERE, Place
from tests.integration.database.read_probes import attached, forged

Probe = Callable[[Place], Any]
YP = YoungPerson
young: Any = YoungPerson.__table__
after: Any = Succession.__table__


def _row(**given: Any) -> dict[str, Any]:
    return {
        "authority_id": ELSEWHERE,
        "id": uuid4(),
        "reference": "planted",
        "born_on": date(2010, 1, 1),
        "arrived_alone": False,
        **given,
    }


def _new(place: Place) -> None:
    place.session.add(YP(**_row()))
    place.session.flush()


def _changed(place: Place) -> None:
    attached(place).reference = "changed"
    place.session.flush()


def _deleted(place: Place) -> None:
    row = Succession(authority_id=ELSEWHERE, id=place.other.succession)
    make_transient_to_detached(row)
    place.session.add(row)
    place.session.delete(row)
    place.session.flush()


def _merged(place: Place) -> None:
    row = forged(place)
    row.reference = "changed"
    place.session.merge(row)
    place.session.flush()


def _repointed(place: Place) -> None:
    row = place.session.get(YP, (AUTHORITY, place.own.loose))
    row.authority_id = ELSEWHERE
    place.session.flush()


def _upsert(place: Place) -> None:
    kind = sqlite if place.dialect == "sqlite" else postgresql
    place.session.execute(
        kind.insert(young)
        .values(**_row(id=place.other.young_person))
        .on_conflict_do_update(index_elements=["authority_id", "id"], set_={"reference": "x"})
    )


def _raw_cursor(place: Place) -> None:
    driver = place.session.connection().connection.dbapi_connection
    driver.execute("UPDATE young_person SET reference = 'c' || reference")


WRITES: dict[str, Probe] = {
    "a new row": _new,
    "a change to a forged row": _changed,
    "a forged row deleted": _deleted,
    "a forged row merged": _merged,
    "a row of ours made theirs": _repointed,
    "a bulk update": lambda p: p.session.execute(update(YP).values(preferred_name="changed")),
    "a bulk update of theirs": lambda p: p.session.execute(
        update(YP).where(YP.authority_id == ELSEWHERE).values(preferred_name="changed")
    ),
    "a bulk update by key": lambda p: p.session.execute(
        update(YP),
        [{"authority_id": ELSEWHERE, "id": p.other.young_person, "preferred_name": "changed"}],
    ),
    "a bulk update, asked the old way": lambda p: (
        p.session.query(YP).filter(YP.reference != "").update({"preferred_name": "changed"})
    ),
    "a bulk delete": lambda p: p.session.execute(delete(Succession)),
    "a bulk insert": lambda p: p.session.execute(insert(YP), [_row()]),
    "mappings inserted": lambda p: p.session.bulk_insert_mappings(YP, [_row()]),
    "an insert from a query": lambda p: p.session.execute(
        insert(after).from_select(
            ["authority_id", "id", "district_id", "successor"],
            select(
                after.c.authority_id, young.c.id, after.c.district_id, young.c.reference
            ).join_from(after, young, young.c.authority_id == after.c.authority_id),
        )
    ),
    "a row of ours made theirs by a bare update": lambda p: p.session.execute(
        update(young).where(young.c.id == p.own.loose).values(authority_id=ELSEWHERE)
    ),
    "a bare update": lambda p: p.session.execute(update(young).values(preferred_name="changed")),
    "a bare delete": lambda p: p.session.execute(delete(after).where(after.c.successor == CANARY)),
    "a bare insert": lambda p: p.session.execute(insert(young).values(**_row())),
    "an insert that updates": _upsert,
    "text": lambda p: p.session.execute(text("UPDATE young_person SET preferred_name = 'c'")),
    "a raw cursor": _raw_cursor,
}
