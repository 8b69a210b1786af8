"""A tiny app that shows every part of the pages, for the tests and for looking at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from flask import Flask, Response, abort, flash, render_template, request
from jinja2 import BytecodeCache, ChoiceLoader, FileSystemLoader
from jinja2.bccache import Bucket

from portal.kernel.errors import (
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    PortalError,
    RuleError,
)
from portal.testing.pages import PageClient
from portal.web import fields
from portal.web.access import access
from portal.web.forms import PortalForm, apply_rule_error, refused
from portal.web.htmx import fragment, go_to, wants_fragment
from portal.web.setup import install_web
from portal.web.site import Account, Frame, NavigationItem, Site, set_frame_provider

INSTANT = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # 00:30 on 2 June in England
TYPES = (("review", "First review"), ("home", "Lasting home"))


class ExampleForm(PortalForm):
    """One of every field."""

    name = fields.TextField(
        "Preferred name", max_length=20, missing="Enter the preferred name", hint="As they say it"
    )
    email = fields.EmailField("Email address", max_length=100, noun="Email address")
    born = fields.DateField(
        "Date of birth", missing="Enter the date of birth", hint="For example, 27 3 2007"
    )
    start = fields.TimeField("Start time", missing="Enter the start time")
    kind = fields.RadioField("Item type", choices=TYPES, missing="Select the item type")
    district = fields.SelectField(
        "District", choices=(("burnley", "Burnley"), ("fylde", "Fylde")), missing="Choose one"
    )
    needs = fields.CheckboxesField("Access needs", choices=(("bsl", "BSL"), ("loop", "Loop")))
    notes = fields.LongTextField("Notes", max_length=200)
    agreed = fields.TickField("The young person has been asked", missing="Confirm they were asked")
    paper = fields.FileField("Paper", hint="Word or PDF")


@dataclass(frozen=True)
class Row:
    """A row of anything."""

    title: str = ""
    href: str | None = None
    status: str = ""
    colour: str | None = None
    hint: str | None = None
    deadline: date | None = None
    key: str = ""
    value: str | None = None
    action: str | None = None
    when: datetime | date | None = None
    by: str | None = None
    text: str | None = None
    start: time | None = None
    reference: str = ""


PARTS: dict[str, object] = {
    "tasks": (
        Row(
            title="Publish the agenda for 16 September",
            href="/parts",
            status="Due in 2 days",
            colour="yellow",
            deadline=date(2022, 9, 9),
        ),
        Row(
            title="Ask for papers about reference 1042",
            href="/parts",
            status="Late",
            colour="red",
            hint="The review record is missing.",
        ),
        Row(title="File the record of 2 September", status="Done"),
    ),
    "case_summary": (
        Row(key="Item type", value="First review", href="/parts"),
        Row(key="Social worker", value="Avery Testcase", href="/parts"),
        Row(key="Manager", value=None),
    ),
    "events": (
        Row(title="Agenda published", when=INSTANT, by="Sam Example", text="Version 2."),
        Row(title="Nominated to the agenda", when=date(2022, 9, 1), href="/parts"),
    ),
    "agenda": (
        Row(start=time(9, 30), reference="RJ 1042", title="First review", by="Sam Example"),
        Row(start=time(9, 50), reference="KT 1077", title="Lasting home", by="Avery Testcase"),
        Row(start=time(13, 0), reference="BL 1090", title="First review", by="Lee Invented"),
    ),
    "due": date(2022, 9, 7),
    "steps": (
        "The panel meets on Friday 16 September 2022. That is day 0.",
        "Count back 7 working days.",
        "Monday 29 August is a bank holiday, so it is not counted.",
    ),
}
FAILURES: dict[str, Exception] = {
    "missing": NotFoundError(),
    "forbidden": ForbiddenError("Only case support can publish an agenda."),
    "conflict": ConflictError("Sam Example changed this agenda while you had it open."),
    "rule": RuleError("The meeting has no free slot."),
    "settings": ConfigurationError("hyndburn.toml", "notice.days", "must be a whole number"),
    "fault": PortalError("not for readers"),
}


class Compiled(BytecodeCache):
    """Templates compiled once for all the apps here: compiling is most of a first page's time."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
MakeApp = Callable[..., Flask]


def build_app(**site: object) -> Flask:
    """Make an app with the page rules and the example pages."""
    folder = Path(__file__).resolve().parents[2] / "portal" / "static"
    app = Flask("example", static_folder=str(folder), static_url_path="/static")
    app.config.update(SECRET_KEY="for-tests", WTF_CSRF_ENABLED=False, MAX_CONTENT_LENGTH=50_000)
    app.test_client_class = PageClient
    settings = {"council_name": "Lancashire County Council", "help_email": "help@example.org"}
    install_web(app, site=Site(**{**settings, **site}), clock=lambda: INSTANT)  # type: ignore[arg-type] # a test's settings
    here = FileSystemLoader(Path(__file__).parent / "templates")
    assert app.jinja_loader is not None
    app.jinja_loader = ChoiceLoader([here, app.jinja_loader])
    app.jinja_env.bytecode_cache = COMPILED
    set_frame_provider(app, _frame)
    _add_pages(app)
    return app


def _frame() -> Frame:
    items = (
        NavigationItem(text="Home", href="/parts", current=request.path == "/parts"),
        NavigationItem(text="Meetings", href="/form", current=request.path == "/form"),
        NavigationItem(text="Young people", href="/table"),
    )
    account = Account(name="Sam Example", sign_out_url="/sign-out")
    return Frame(navigation=items, account=account, home_url="/parts")


def _add_pages(app: Flask) -> None:
    _add_reading_pages(app)
    _add_form_pages(app)


def _add_reading_pages(app: Flask) -> None:
    @app.get("/moving")
    @access(public=True)
    def moving() -> str:
        return render_template("example/moving.html")

    @app.get("/parts")
    @access(public=True)
    def parts() -> str:
        if "done" in request.args:
            flash("The agenda was sent to 11 people", "success")
        return render_template("example/parts.html", **PARTS)

    @app.get("/fail/<what>")
    @access(public=True)
    def fail(what: str) -> str:
        if what.isdecimal():
            abort(int(what))
        raise FAILURES.get(what, ZeroDivisionError("a fault"))

    @app.get("/piece")
    @access(public=True)
    def piece() -> Response:
        words = "a piece" if wants_fragment() else "a page"
        if "fail" in request.args:
            abort(500)
        html = f'<p><a id="move-2" href="/parts">{words}</a></p>'
        return fragment(html, focus="move-2", announce="Now at 10:50am, été")


def _add_form_pages(app: Flask) -> None:
    @app.get("/form")
    @access(public=True)
    def show_form() -> str:
        return render_template("example/form.html", form=ExampleForm())

    @app.post("/form")
    @access(public=True, writes=True)
    def send_form() -> Response:
        form = ExampleForm()
        if form.validate_on_submit():
            if form.name.data != "Taken":
                return go_to("/parts?done=1")
            apply_rule_error(form, RuleError("This name is on the agenda already", "name"))
        return refused("example/form.html", form=form)

    @app.post("/sign-out")
    @access(public=True, writes=True)
    def sign_out() -> Response:
        return go_to("/parts")
