"""The coverage page and the young person's page, for a district and for the county."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, g, render_template, request, url_for

from portal.cases import queries as cases
from portal.cases.operations import name_young_person, place_young_people
from portal.cases.rules import CoverageState
from portal.coverage import pages, queries
from portal.coverage.forms import NameForm, PlaceForm, PlaceManyForm
from portal.coverage.pages import CoveragePage, Links, NextStep, PersonPage
from portal.coverage.rules import STATE_WORDS, Line, yearly_capacity
from portal.kernel.errors import NotFoundError, RuleError
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import counted, long_date
from portal.panels.pages.allocation import who_works
from portal.panels.queries import MeetingRow, next_meetings
from portal.papers import queries as papers
from portal.papers.operations import may_ask
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission, require
from portal.tenancy.door import current_variation, registry
from portal.web import clock
from portal.web.access import access
from portal.web.csv_export import csv_response
from portal.web.forms import apply_rule_error
from portal.web.htmx import go_to

blueprint = Blueprint("coverage", __name__, template_folder="../templates")
UNPROCESSABLE = 422
LIST = "The list of who the panel has heard"
PERSON = "The young person’s page"
HEADINGS = (
    "Reference",
    "Name",
    "Age",
    "District",
    "Status",
    "Where they stand",
    "First review due",
    "Last heard",
    "On an agenda",
    "Why not on an agenda",
)


@blueprint.get("/coverage")
@access(Permission.COHORT_SEE, reads=LIST)
def county() -> str:
    """Show every child in care from 16 in the reader's districts."""
    return render_template("coverage/coverage.html", **_county_values())


@blueprint.get("/d/<district>/coverage")
@access(Permission.COHORT_SEE, reads=LIST)
def district() -> str:
    """Show every child in care from 16 in one district."""
    page = _page(_lines(), slug=current_variation().ref.slug)
    return render_template("coverage/coverage.html", page=page, form=None)


@blueprint.get("/coverage.csv", endpoint="county_file")
@access(Permission.COHORT_SEE, reads=f"{LIST}, as a file", step_up=True)
def county_file() -> Response:
    """Return the county's list as a file, with the same filter."""
    return _file(_lines(), "coverage")


@blueprint.get("/d/<district>/coverage.csv", endpoint="district_file")
@access(Permission.COHORT_SEE, reads=f"{LIST}, as a file", step_up=True)
def district_file() -> Response:
    """Return the district's list as a file, with the same filter."""
    return _file(_lines(), f"coverage-{current_variation().ref.slug}")


@blueprint.post("/coverage/place")
@access(Permission.YOUNG_PERSON_PLACE, writes=True, reads=LIST)
def place_many() -> Response | tuple[str, int]:
    """Put several young people in a district."""
    require(current_actor(), Permission.YOUNG_PERSON_PLACE, None)
    form = PlaceManyForm()
    _offer(form.district)
    lines = [line for line in _lines() if line.district_id is None]
    if not lines:
        flash("Everyone in care from 16 has a district already.")
        return go_to(url_for("coverage.county"))
    form.young_people.offer([(str(line.id), line.reference) for line in lines])
    if form.validate():
        try:
            moved = place_young_people(
                actor=current_actor(),
                now=clock.now(),
                today=clock.today(),
                young_person_ids=[UUID(each) for each in form.young_people.data or ()],
                district_id=form.district.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            name = _district_names()[form.district.data or ""]
            people = counted(len(moved), "young person is", "young people are")
            flash(f"{people.capitalize()} now in {name}.", "success")
            return go_to(url_for("coverage.county"))
    return render_template("coverage/coverage.html", **_county_values(form)), UNPROCESSABLE


@blueprint.get("/young-people/<uuid:young_person_id>")
@access(Permission.YOUNG_PERSON_SEE, reads=PERSON)
def county_person(young_person_id: UUID) -> str:
    """Show one young person, with or without a district."""
    return _person(young_person_id)


@blueprint.get("/d/<district>/young-people/<uuid:young_person_id>")
@access(Permission.YOUNG_PERSON_SEE, reads=PERSON)
def person(young_person_id: UUID) -> str:
    """Show one young person of the district."""
    return _person(young_person_id)


@blueprint.post("/young-people/<uuid:young_person_id>/place")
@access(Permission.YOUNG_PERSON_PLACE, writes=True, reads=PERSON)
def place(young_person_id: UUID) -> Response | tuple[str, int]:
    """Put one young person in a district, or move them."""
    form = PlaceForm()
    _offer(form.district)
    if form.validate():
        try:
            place_young_people(
                actor=current_actor(),
                now=clock.now(),
                today=clock.today(),
                young_person_ids=[young_person_id],
                district_id=form.district.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash(
                f"Their district is now {_district_names()[form.district.data or '']}.", "success"
            )
            return go_to(url_for("coverage.county_person", young_person_id=young_person_id))
    return _person(young_person_id, place_form=form), UNPROCESSABLE


@blueprint.post("/young-people/<uuid:young_person_id>/name")
@access(Permission.YOUNG_PERSON_PLACE, writes=True, reads=PERSON)
def name(young_person_id: UUID) -> Response | tuple[str, int]:
    """Write down the name a young person goes by."""
    form = NameForm()
    if form.validate():
        try:
            name_young_person(
                actor=current_actor(),
                now=clock.now(),
                young_person_id=young_person_id,
                preferred_name=form.preferred_name.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("Their name is saved.", "success")
            return go_to(url_for("coverage.county_person", young_person_id=young_person_id))
    return _person(young_person_id, name_form=form), UNPROCESSABLE


def _person(
    young_person_id: UUID, *, name_form: NameForm | None = None, place_form: PlaceForm | None = None
) -> str:
    actor, today = current_actor(), clock.today()
    history = cases.history(young_person_id)
    if not actor.may(Permission.YOUNG_PERSON_SEE, history.district_id):
        raise NotFoundError
    reading.shows(
        ("young_person", young_person_id),
        young_person_id=young_person_id,
        district_id=history.district_id,
    )
    shown = request.args.get("show")
    line = queries.line_of(history, today)
    page: PersonPage = pages.person_page(
        history,
        line,
        as_of=today,
        kind=shown if shown in dict(pages.EVENT_KINDS) else None,
        address=lambda **args: url_for(
            "coverage.county_person", young_person_id=young_person_id, **args
        ),
        districts=_district_names(),
        may_place=actor.may(Permission.YOUNG_PERSON_PLACE, history.district_id),
        step=_steps()(line),
    )
    if name_form is None:
        name_form = NameForm(formdata=None, preferred_name=history.preferred_name)
    if place_form is None:
        place_form = PlaceForm(formdata=None, district=history.district_id)
        _offer(place_form.district)
    return render_template(
        "coverage/person.html",
        page=page,
        name_form=name_form,
        place_form=place_form,
        may_see_readers=actor.may(Permission.READERS_SEE, history.district_id),
        district_id=history.district_id,
        team=who_works(actor, cases.young_person(young_person_id), clock.now()),
        asks_in=_asks_in(history.id),
        readers=pages.who_can_see(history, today),
        forms=[name_form, place_form],
    )


def _asks_in(young_person_id: UUID) -> str | None:
    """Return the district in which this reader may ask to see their protected address, if any."""
    person = papers.whose(young_person_id)
    return person.district_id if may_ask(current_actor(), person) else None


def _lines() -> list[Line]:
    lines = queries.in_care_from_16(clock.today())
    return pages.visible(lines, current_actor(), Permission.COHORT_SEE)


def _county_values(form: PlaceManyForm | None = None) -> dict[str, Any]:
    page = _page(_lines(), slug=None)
    if form is None and page.may_place and page.unplaced:
        form = PlaceManyForm(formdata=None)
        _offer(form.district)
    return {"page": page, "form": form}


def _page(lines: list[Line], *, slug: str | None) -> CoveragePage:
    actor, today, rules = current_actor(), clock.today(), registry()
    refs = [ref for ref in rules.districts(today) if actor.may(Permission.COHORT_SEE, ref.slug)]
    slugs = [ref.slug for ref in refs] if slug is None else [slug]
    page = pages.coverage_page(
        lines,
        title="Who the panel has heard",
        state=_state(),
        after=_key("after"),
        unplaced_after=_key("unplaced_after"),
        refs=refs,
        links=_links(county=slug is None),
        county=slug is None,
        capacity=yearly_capacity(
            queries.panel_years(rules, slugs, today),
            people_due=len(lines),
            reviews_per_year=queries.reviews_per_year(),
        ),
        not_loading=[ref.name for ref in refs if slug is None and ref.slug in rules.problems],
        as_of_return=cases.newest_return_day(),
        may_place=slug is None and actor.may(Permission.YOUNG_PERSON_PLACE, None),
    )
    shown = [*page.placed.rows, *(page.unplaced.rows if page.unplaced else ())]
    reading.shows_list(district_id=slug, listed=[row.id for row in shown])
    return page


def _links(*, county: bool) -> Links:
    place_of = "county" if county else "district"

    def listing(*, state: CoverageState | None, **keys: Any) -> str:
        return url_for(f"coverage.{place_of}", state=state.value if state else None, **keys)

    def file(*, state: CoverageState | None) -> str:
        return url_for(f"coverage.{place_of}_file", state=state.value if state else None)

    def person_address(line: Line) -> str:
        if line.district_id is None:
            return url_for("coverage.county_person", young_person_id=line.id)
        return url_for("coverage.person", district=line.district_id, young_person_id=line.id)

    return Links(
        person=person_address,
        step=_steps(),
        listing=listing,
        file=file,
        district=lambda slug: url_for("coverage.district", district=slug),
    )


def _steps() -> Callable[[Line], NextStep]:
    """Return what to do about somebody who is due: their district's next panel with a place."""
    actor = current_actor()
    soonest: dict[str, MeetingRow] = {}
    for meeting in next_meetings(today=clock.today(), kind=PanelKind.LEAVING_CARE):
        if meeting.state != "held" and meeting.items < meeting.places:
            soonest.setdefault(meeting.district_id, meeting)

    def step(line: Line) -> NextStep:
        if line.district_id is None:
            return NextStep()
        meeting = soonest.get(line.district_id)
        if meeting is not None and actor.may(
            Permission.ITEM_NOMINATE, line.district_id, meeting.panel_id, meeting.id
        ):
            return NextStep(
                f"Put their name forward for {long_date(meeting.held_on)}",
                url_for(
                    "panels.nominate",
                    district=line.district_id,
                    meeting_id=meeting.id,
                    young_person_id=line.id,
                ),
            )
        if meeting is None and actor.may(Permission.MEETING_PLAN, line.district_id):
            return NextStep("Plan a panel", url_for("panels.plan", district=line.district_id))
        return NextStep()

    return step


def _file(lines: list[Line], name: str) -> Response:
    names = _district_names()
    rows = [pages.row_of(line, names, "") for line in pages.chosen(lines, _state())]
    reading.shows_list(district_id=g.get("district_slug"), listed=[row.id for row in rows])
    return csv_response(
        name,
        HEADINGS,
        (
            (
                row.reference,
                row.name,
                row.age,
                row.district,
                row.status,
                row.state,
                row.first_review_due,
                row.last_heard or "Never",
                row.listed,
                row.why_not_listed,
            )
            for row in rows
        ),
    )


def _state() -> CoverageState | None:
    asked = request.args.get("state", "")
    return CoverageState(asked) if asked in STATE_WORDS else None


def _key(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None


def _district_names() -> dict[str, str]:
    return {ref.slug: ref.name for ref in registry().districts()}


def _offer(field: Any) -> None:
    """Offer the districts that exist today and in which the reader may place people."""
    actor = current_actor()
    field.offer(
        [
            (ref.slug, ref.name)
            for ref in registry().districts(clock.today())
            if actor.may(Permission.YOUNG_PERSON_PLACE, ref.slug)
        ]
    )
