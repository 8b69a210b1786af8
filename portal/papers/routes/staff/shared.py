"""The one blueprint of these pages, and what its views share."""

from __future__ import annotations

import io
from typing import IO, Any
from uuid import UUID

from flask import Blueprint, Response, request
from werkzeug.formparser import FormDataParser

from portal.kernel.errors import NotFoundError
from portal.papers import operations, pages, policy, queries
from portal.papers.models import Paper
from portal.papers.operations import Desk
from portal.papers.rules.kinds import PaperKind
from portal.papers.rules.refusals import LARGEST_FILE
from portal.people import reading
from portal.people.gate import current_actor
from portal.web import clock

CONFLICT = 409
ROOM_FOR_BOXES = 1024 * 1024
"""What the boxes round a file may hold."""
PAPERS = "The papers of an item"
PAPER = "A paper of an item"
WAITING = "A paper of an item, before it is confirmed"
TAKES_A_FILE = frozenset({"papers.upload_submit", "papers.replace_submit"})
blueprint = Blueprint(
    "papers", __name__, url_prefix="/d/<district>", template_folder="../../templates"
)


class InMemory(FormDataParser):
    """Holds a file that is sent in memory: on a disk, what must never be stored would lie open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "stream_factory": self._taken})

    def hold(self) -> IO[bytes]:
        """Return what holds the next file."""
        return io.BytesIO()

    def _taken(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, filename, content_length
        return self.hold()


def expect_one_file() -> None:
    """Take no more than one paper, and none of it onto a disk; before anything reads the body."""
    if request.endpoint in TAKES_A_FILE:
        own = request.max_content_length or LARGEST_FILE
        request.max_content_length = min(own, LARGEST_FILE + ROOM_FOR_BOXES)
        request.form_data_parser_class = InMemory


def desk_of(item_id: UUID) -> Desk:
    """Return an item with what the reader may do with its papers; note whom the page shows."""
    at = operations.desk(actor=current_actor(), now=clock.now(), item_id=item_id)
    shows_item(at)
    return at


def shows_item(at: Desk) -> None:
    """Note for the read log that the page shows one item's papers."""
    item = at.at.item
    reading.shows(
        ("item", item.id), young_person_id=item.young_person_id, district_id=item.district_id
    )


def paper_for(paper_id: UUID) -> tuple[Desk, Paper]:
    """Return a paper for somebody who may read it; note whom the page shows."""
    at = operations.desk(actor=current_actor(), now=clock.now(), item_id=queries.item_of(paper_id))
    paper = queries.paper(paper_id)
    policy.require_reading(at.rights, paper)
    reading.shows(
        ("paper", paper.id), young_person_id=paper.young_person_id, district_id=paper.district_id
    )
    return at, paper


def kind_of(text: str) -> PaperKind:
    """Return the kind of paper an address names, or raise NotFoundError."""
    try:
        return PaperKind(text)
    except ValueError:
        raise NotFoundError("There is no such kind of paper.") from None


def picture(held: bytes) -> Response:
    """Return a picture that no browser keeps."""
    return Response(held, mimetype="image/jpeg")


def head(at: Desk) -> pages.Head:
    """Return whose papers a page is about."""
    return pages.head_of(at)
