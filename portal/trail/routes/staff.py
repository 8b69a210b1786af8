"""Who has looked and what was done; the whole trail; the month's unusual reading."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from sqlalchemy import ColumnElement

from portal.cases import queries as cases
from portal.kernel.england import day_begins
from portal.kernel.errors import RuleError
from portal.panels import queries as meetings
from portal.panels.operations import items_there
from portal.panels.policy import OPENS, knows
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.records import queries as records
from portal.records.policy import sight
from portal.trail import pages, policy, queries
from portal.trail.forms import TrailForm
from portal.trail.pages import unusual as unusual_pages
from portal.trail.queries import READINGS, Asked
from portal.trail.rules.unusual import MOST_LISTED_IN_A_DAY
from portal.web import clock
from portal.web.access import access
from portal.web.csv_export import csv_response
from portal.web.forms import REFUSED
from portal.web.parsing import PARTS

blueprint = Blueprint("trail", __name__, template_folder="../templates")
LOOKED = "Who has looked, and what was done"
TRAIL = "The whole trail"
UNUSUAL = "The list of unusual reading"
MOST_IN_A_FILE = 50_000
FILTERS = {"": (), "looked": READINGS, "done": ("write",)}
HEADINGS = ("Entry", "When", "Who", "What", "Young person", "Why they may", "District")


@blueprint.get("/young-people/<uuid:young_person_id>/trail")
@access(reads=LOOKED)
def young_person(young_person_id: UUID) -> str:
    """Show who has looked at one young person, and what was done."""
    actor, managers = current_actor(), queries.managers_of(young_person_id)
    person = cases.young_person(young_person_id)
    policy.require_readers(
        actor, person.district_id, managers, knows=policy.works_with(actor, person)
    )
    reading.shows(
        ("trail", young_person_id),
        young_person_id=young_person_id,
        district_id=person.district_id,
    )
    return _looked(
        queries.about_young_person(young_person_id),
        about_words=f"Young person {person.reference}",
        endpoint="trail.young_person",
        young_person_id=young_person_id,
    )


@blueprint.get("/d/<district>/items/<uuid:item_id>/trail")
@access(reads=LOOKED)
def item(item_id: UUID) -> str:
    """Show who has looked at one item and its record, and what was done."""
    actor, line = current_actor(), records.item_line(item_id)
    there = sight(actor, line).sees in OPENS and item_id in items_there(
        actor=actor, young_person_id=line.young_person_id, now=clock.now()
    )
    policy.require_readers(actor, line.district_id, {line.manager_id}, knows=there)
    reading.shows(
        ("trail", item_id), young_person_id=line.young_person_id, district_id=line.district_id
    )
    return _looked(
        queries.about_item(item_id),
        about_words=f"Item of {line.reference}",
        endpoint="trail.item",
        item_id=item_id,
    )


@blueprint.get("/d/<district>/meetings/<uuid:meeting_id>/trail")
@access(reads=LOOKED)
def meeting(meeting_id: UUID) -> str:
    """Show who has looked at one meeting's agenda and items, and what was done."""
    actor, (found, _) = current_actor(), meetings.meeting(meeting_id)
    policy.require_readers(actor, found.district_id, (), knows=knows(actor, found, found.id))
    reading.shows(("trail", meeting_id), district_id=found.district_id)
    return _looked(
        queries.about_meeting(meeting_id),
        about_words="This meeting",
        endpoint="trail.meeting",
        meeting_id=meeting_id,
    )


def _looked(about: ColumnElement[bool], *, about_words: str, endpoint: str, **ids: Any) -> str:
    chosen = request.args.get("show", "")
    chosen = chosen if chosen in FILTERS else ""
    return render_template(
        "trail/looked.html",
        about=about_words,
        listing=pages.listing(
            Asked(about=about, kinds=FILTERS[chosen]),
            before=_before(),
            address=partial(url_for, endpoint, show=chosen or None, **ids),
        ),
        chosen=chosen,
        filters=[
            (words, key, url_for(endpoint, show=key or None, **ids))
            for key, words in (("", "Everything"), ("looked", "Looked"), ("done", "Done"))
        ],
    )


def _before() -> int | None:
    return request.args.get("before", type=int)


@blueprint.get("/trail")
@access(Permission.TRAIL_SEE, reads=TRAIL)
def whole() -> Response:
    """Show the whole trail, or what of it is asked for."""
    form, asked = _asked()
    reading.shows(("trail", None))
    kept = _kept()
    html = render_template(
        "trail/trail.html",
        form=form,
        listing=pages.listing(
            asked, before=_before(), address=partial(url_for, "trail.whole", **kept)
        )
        if not form.errors
        else None,
        csv_href=url_for("trail.whole_file", **kept),
        narrowed=bool(kept),
        head_left=queries.head_left(),
    )
    return Response(html, REFUSED if form.errors else 200)


@blueprint.get("/trail.csv")
@access(Permission.TRAIL_SEE, reads=f"{TRAIL}, as a file", step_up=True)
def whole_file() -> Response:
    """Return what of the trail is asked for as a file. RuleError for more than it holds."""
    form, asked = _asked()
    if form.errors:
        raise RuleError("What was asked of the trail cannot be read. Ask on its page first.")
    reading.shows(("trail", None))
    if queries.count(asked) > MOST_IN_A_FILE:
        raise RuleError(
            f"That is more than {MOST_IN_A_FILE:,} entries. Choose fewer days, and take the rest "
            "in a second file."
        )
    found = queries.entries(asked, limit=MOST_IN_A_FILE)
    rows = ((pages.entry_row(each), each.about_district) for each in found)
    return csv_response(
        "trail",
        HEADINGS,
        (
            (
                row.seq,
                row.when.isoformat(timespec="seconds"),
                row.who,
                row.what,
                row.about,
                row.why,
                district_id or "",
            )
            for row, district_id in rows
        ),
    )


def _kept() -> dict[str, Any]:
    """Return what was asked, for links to the rest of it: the form's own boxes and no others."""
    boxes = {"person", "reference", "kind"}
    boxes |= {f"{name}-{part}" for name in ("since", "until") for part in PARTS}
    return {key: value for key, value in request.args.items() if key in boxes and value}


def _asked() -> tuple[TrailForm, Asked]:
    form = TrailForm(formdata=request.args)
    form.person.offer([(str(person_id), name) for person_id, name in queries.readers()])
    if not form.validate():
        return form, Asked()
    young_person_id = None
    if form.reference.data:
        young_person_id = queries.young_person_called(form.reference.data)
        if young_person_id is None:
            form.reference.errors = ["There is no young person with this reference or code"]
            return form, Asked()
    since, until = form.since.data, form.until.data
    return form, Asked(
        kinds=(form.kind.data,) if form.kind.data else (),
        actor_id=UUID(form.person.data) if form.person.data else None,
        about=queries.about_young_person(young_person_id) if young_person_id else None,
        since=day_begins(since) if since else None,
        until=day_begins(until + timedelta(days=1)) if until else None,
    )


@blueprint.get("/trail/unusual")
@access(Permission.TRAIL_SEE, reads=UNUSUAL)
def unusual() -> str:
    """Show a month's unusual reading; the month before this one unless another is asked for."""
    this = unusual_pages.Month(clock.today().replace(day=1))
    month = unusual_pages.month_of(request.args.get("month", this.before.key))
    reading.shows(("trail", None))
    digest = unusual_pages.digest(month)
    return render_template(
        "trail/unusual.html",
        digest=digest,
        most_listed=MOST_LISTED_IN_A_DAY,
        reasons=unusual_pages.reasons_counted(digest.rows),
        earlier=month.before,
        later=month.next if month.first < this.first else None,
    )
