"""The composition root: builds the application from its settings, in short named steps."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Flask, Response, request, session, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

import portal.agreements.models
import portal.audit.models
import portal.cases.models
import portal.entry.models
import portal.feedback.models
import portal.outbox.models
import portal.packs.models
import portal.panels.models
import portal.papers.models
import portal.participation.models
import portal.people.models
import portal.preparation.models
import portal.protection.models
import portal.records.models
import portal.signin.models
import portal.tenancy.models
import portal.trail.operations  # what its jobs do, for the worker
import portal.translations.models
import portal.voice.models
from portal import audit, database, migrations
from portal.agreements.operations import hearings
from portal.agreements.routes import staff as agreement_pages
from portal.cases.holdings import CaseHoldings
from portal.cases.routes import staff as return_pages
from portal.coverage.routes import staff as coverage_pages
from portal.database import schema_version
from portal.entry import visiting
from portal.entry.operations.telling import tell_times
from portal.entry.routes import staff as ways_in_pages
from portal.entry.routes import young_person as entry_pages
from portal.feedback.routes import staff as feedback_pages
from portal.feedback.routes import young_person as young_feedback_pages
from portal.guides.routes import staff as guide_pages
from portal.guides.routes import young_person as reading_pages
from portal.home.routes import staff as home_pages
from portal.keyring import EXTENSION as KEYRING
from portal.keyring import Keyring
from portal.messages.routes import staff as message_pages
from portal.packs.operations import (
    give_places,
    late_in_words,
    look_through,
    readers_of_paper,
    tell_left,
)
from portal.packs.routes import staff as pack_pages
from portal.packs.routes import visitor as visitor_pack_pages
from portal.panels import (
    following,
    hearing,
    looking,
    readiness,
    sent,
    taking_part,
    turnout,
    young_first,
)
from portal.panels.holdings import PanelHoldings
from portal.panels.queries import ties
from portal.panels.routes import staff as panel_pages
from portal.panels.routes import visitor as visitor_pages
from portal.papers import holders, leaving, readers
from portal.papers.routes import staff as paper_pages
from portal.participation.operations import invitations, said
from portal.participation.routes import staff as participation_pages
from portal.participation.routes import young_person as meeting_pages
from portal.people import gate, holdings, standing
from portal.people.policy import Permission
from portal.people.routes import staff_directory as directory_pages
from portal.preparation import own_answers
from portal.preparation.pages.meeting import said_of
from portal.preparation.routes import staff as preparation_pages
from portal.preparation.routes import visitor as visitor_preparation
from portal.protection.operations import rulings
from portal.protection.queries.rulings import RESTRICTED
from portal.protection.routes import staff as protection_pages
from portal.records.holdings import RecordHoldings
from portal.records.holdings import follow as actions_follow
from portal.records.queries import heard_of
from portal.records.queries import turnout as turnout_of
from portal.records.routes import staff as record_pages
from portal.records.routes import young_person as told_pages
from portal.settings import Settings
from portal.signin import council, devices, presence
from portal.signin.holdings import WaysIn
from portal.signin.routes import provider as provider_sign_in
from portal.signin.routes import staff as sign_in_pages
from portal.tenancy import door
from portal.terms.routes import staff as terms_pages
from portal.trail.routes import staff as trail_pages
from portal.trail.routes import young_person as held_pages
from portal.translations.routes import staff as translation_pages
from portal.variations.manager import Registry
from portal.voice import forms as saying_forms
from portal.voice.queries import KeptFiles
from portal.voice.routes import staff as voice_pages
from portal.voice.routes import young_person as saying_pages
from portal.voice.routes import young_person_before as said_before_pages
from portal.web.access import access
from portal.web.clock import Clock
from portal.web.setup import install_web
from portal.web.site import Account, Frame, NavigationItem, Site, set_frame_provider

LARGEST_UPLOAD = 64 * 1024 * 1024
LARGEST_BEFORE_SIGN_IN = 256 * 1024
LARGEST_FORM_PARTS = 2_000
LATE_WORK = timedelta(hours=24)

# Every table, also those whose pages are not here: migrations compare them all.
MODELS = (
    portal.agreements.models,
    portal.audit.models,
    portal.cases.models,
    portal.entry.models,
    portal.outbox.models,
    portal.packs.models,
    portal.panels.models,
    portal.papers.models,
    portal.participation.models,
    portal.people.models,
    portal.preparation.models,
    portal.protection.models,
    portal.records.models,
    portal.signin.models,
    portal.tenancy.models,
    portal.translations.models,
    portal.voice.models,
)


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    machine: Clock | None = None,
    more_pages: Iterable[Blueprint] = (),
) -> Flask:
    """Build the application.

    ``clock`` replaces the real one in practice mode and in tests; ``machine`` replaces what
    signing in goes by, in tests alone; ``more_pages`` are practice mode's own, which do not exist
    in a real instance.
    """
    settings = settings or Settings.from_environment(os.environ)
    app = Flask("portal", static_folder="static")
    _configure(app, settings)
    for name, word in settings.telling.items():
        app.logger.warning("%s tells what the portal is about: “%s” is in it", name, word)
    app.before_request(_expect_little_of_strangers)
    app.before_request(paper_pages.expect_one_file)
    app.before_request(saying_forms.expect_a_file)
    registry = Registry(settings.config_dir)
    app.extensions[KEYRING] = Keyring(settings.keys_path)
    database.init_app(app, settings, authority_id=registry.authority.id)
    audit.init_app(app)
    install_web(
        app,
        site=_site(registry, settings),
        clock=clock or _machine_clock,
        machine=machine or _machine_clock,
    )
    door.init_app(app, registry)
    gate.init_app(app)
    for source in (CaseHoldings(), PanelHoldings(), RecordHoldings(), WaysIn()):
        holdings.add_source(app, source)
    presence.init_app(app)
    council.init_app(app)
    devices.init_app(app)
    standing.add_source(app, rulings.restricted, only_if=RESTRICTED)
    standing.add_source(app, ties.standing_of)
    _join_rooms(app)
    set_frame_provider(app, _frame)
    entry_pages.init_app(app)
    translation_pages.init_app(app)
    meeting_pages.init_app(app)
    saying_pages.init_app(app)
    said_before_pages.init_app(app)
    voice_pages.init_app(app)
    told_pages.init_app(app)
    young_feedback_pages.init_app(app)
    held_pages.init_app(app)
    reading_pages.init_app(app)
    _register_pages(app)
    for blueprint in more_pages:
        app.register_blueprint(blueprint)
    gate.declare(app)
    return app


def _join_rooms(app: Flask) -> None:
    """Let rooms above say and do what rooms below ask for."""
    hearing.set_source(app, hearings)
    hearing.set_heard_source(app, heard_of)
    turnout.set_source(app, turnout_of)
    readiness.set_source(app, said_of)
    sent.add_step(app, give_places)
    looking.set_source(app, look_through)
    looking.set_waiting(app, late_in_words)
    young_first.add(app, tell_times)
    leaving.add_step(app, tell_left)
    taking_part.set_source(app, said)
    following.add(app, actions_follow)
    own_answers.set_source(app, invitations)
    holders.add(app, KeptFiles())
    readers.add(app, readers_of_paper)


def _machine_clock() -> datetime:
    return datetime.now(UTC)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        PORTAL_SETTINGS=settings,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_PARTS=LARGEST_FORM_PARTS,
        PROVIDE_AUTOMATIC_OPTIONS=False,  # a page answers the methods it declares and no other
        # The prefix makes browsers refuse a cookie that another host of the domain set.
        SESSION_COOKIE_NAME="__Host-portal" if settings.https else "portal",
        SESSION_COOKIE_PATH="/",
        # A cookie is read for a day longer than any session lasts, so that a form filled in one
        # evening and sent the next morning still comes with its token, and is kept for its
        # writer. Whether somebody is signed in is not the cookie's say.
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours) + LATE_WORK,
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # as Werkzeug's manual has it
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )


def _expect_little_of_strangers() -> None:
    """Read large uploads only from people who are in; runs before anything reads the body."""
    if "_user_id" not in session and not visiting.is_in():
        request.max_content_length = LARGEST_BEFORE_SIGN_IN


def _site(registry: Registry, settings: Settings) -> Site:
    return Site(
        council_name=registry.authority.name,
        help_email=registry.authority.help_email,
        practice=settings.practice,
        https=settings.https,
        leave_to=registry.county().young_person.leave_to,
    )


def _frame() -> Frame:
    """Return the navigation for whoever is signed in."""
    actor = gate.reader()
    if actor is None:
        return Frame(home_url=url_for(presence.sign_in_page()))
    entries: list[tuple[str, str, Permission | None]] = [
        ("To do", "home.home", None),
        ("Who we have heard", "coverage.county", Permission.COHORT_SEE),
        ("Districts", "terms.districts", None),
        ("The trail", "trail.whole", Permission.TRAIL_SEE),
        ("Import the return", "cases.returns", Permission.RETURN_IMPORT),
        ("People", "directory.people", Permission.PERSON_SEE),
        ("Messages", "messages.messages", Permission.OUTBOX_SEE),
        ("Data protection", "protection.overview", Permission.PROTECTION_MANAGE),
    ]
    if not actor.grants:
        entries = []
    if actor.visits:
        entries.append(("Your item", "visits.items", None))
    return Frame(
        navigation=tuple(
            NavigationItem(text=text, href=url_for(endpoint), current=request.endpoint == endpoint)
            for text, endpoint, permission in entries
            if permission is None or actor.may_somewhere(permission)
        ),
        account=Account(
            name=actor.name,
            sign_out_url=url_for("signin.sign_out"),
            url=url_for("signin.account"),
        ),
        time_out=presence.time_out(),
    )


def _register_pages(app: Flask) -> None:
    """Register each capability's pages, one blueprint per audience."""
    for blueprint in (
        directory_pages.blueprint,
        sign_in_pages.blueprint,
        provider_sign_in.blueprint,
        terms_pages.blueprint,
        message_pages.blueprint,
        reading_pages.blueprint,
        guide_pages.blueprint,
        return_pages.blueprint,
        coverage_pages.blueprint,
        panel_pages.blueprint,
        agreement_pages.blueprint,
        visitor_pages.blueprint,
        paper_pages.blueprint,
        preparation_pages.blueprint,
        visitor_preparation.blueprint,
        pack_pages.blueprint,
        translation_pages.blueprint,
        participation_pages.blueprint,
        meeting_pages.blueprint,
        entry_pages.blueprint,
        ways_in_pages.blueprint,
        saying_pages.blueprint,
        said_before_pages.blueprint,
        voice_pages.blueprint,
        visitor_pack_pages.blueprint,
        record_pages.blueprint,
        told_pages.blueprint,
        feedback_pages.blueprint,
        young_feedback_pages.blueprint,
        held_pages.blueprint,
        trail_pages.blueprint,
        protection_pages.blueprint,
        home_pages.blueprint,
    ):
        app.register_blueprint(blueprint)

    @app.get("/readyz")
    @access(public=True)
    def readyz() -> Response:
        """Tell whether the database answers and stands at the newest migration."""
        right = schema_version() == migrations.newest()
        return Response(
            "ready\n" if right else "not ready\n", 200 if right else 503, mimetype="text/plain"
        )
