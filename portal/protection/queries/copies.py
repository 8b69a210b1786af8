"""Copies asked for, and what was decided about each record of one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from portal.database import session
from portal.kernel.errors import NotFoundError
from portal.protection.models import CopyRequest, CopyVerdict

OPEN = ("open", "read")


def requests() -> Sequence[CopyRequest]:
    """Return the copies somebody waits for, the first asked first."""
    return session.scalars(
        select(CopyRequest)
        .where(CopyRequest.state.in_(OPEN))
        .order_by(CopyRequest.asked_on, CopyRequest.id)
    ).all()


def requests_about(young_person_id: UUID) -> Sequence[CopyRequest]:
    """Return a young person's copies, the newest first."""
    return session.scalars(
        select(CopyRequest)
        .where(CopyRequest.young_person_id == young_person_id)
        .order_by(CopyRequest.opened_at.desc(), CopyRequest.id)
    ).all()


def request(request_id: UUID) -> CopyRequest:
    """Return one copy. Raises NotFoundError."""
    found = session.scalars(select(CopyRequest).where(CopyRequest.id == request_id)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def verdicts(request_id: UUID) -> dict[tuple[str, UUID], CopyVerdict]:
    """Return what was decided about the records of a copy, by table and row."""
    found = session.scalars(
        select(CopyVerdict)
        .where(CopyVerdict.request_id == request_id)
        .order_by(CopyVerdict.kind, CopyVerdict.row_id)
    )
    return {(row.kind, row.row_id): row for row in found}
