"""The composition root: builds the application from its settings, in short named steps."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Flask, Response, request, session, url_for

import portal.audit.models
import portal.cases.models
import portal.outbox.models
import portal.panels.models
import portal.people.models
import portal.records.models
import portal.tenancy.models
from portal import database, migrations
from portal.cases.routes import staff as return_pages
from portal.coverage.routes import staff as coverage_pages
from portal.database import schema_version
from portal.home.routes import staff as home_pages
from portal.keyring import EXTENSION as KEYRING
from portal.keyring import Keyring
from portal.messages.routes import staff as message_pages
from portal.panels.routes import staff as panel_pages
from portal.people import gate
from portal.people.policy import Permission
from portal.people.routes import staff as people_pages
from portal.records.routes import staff as record_pages
from portal.settings import Settings
from portal.tenancy import door
from portal.terms.routes import staff as terms_pages
from portal.variations.manager import Registry
from portal.web.access import access
from portal.web.clock import Clock
from portal.web.setup import install_web
from portal.web.site import Account, Frame, NavigationItem, Site, set_frame_provider

LARGEST_UPLOAD = 64 * 1024 * 1024
LARGEST_BEFORE_SIGN_IN = 256 * 1024
LARGEST_FORM_PARTS = 2_000
LONGEST_SESSION = timedelta(hours=12)


# Every table, also those whose pages are not here: migrations compare them all.
MODELS = (
    portal.audit.models,
    portal.cases.models,
    portal.outbox.models,
    portal.panels.models,
    portal.people.models,
    portal.records.models,
    portal.tenancy.models,
)


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    more_pages: Iterable[Blueprint] = (),
) -> Flask:
    """Build the application.

    ``clock`` replaces the real one in practice mode and in tests; ``more_pages`` are practice
    mode's own, which do not exist in a real instance.
    """
    settings = settings or Settings.from_environment(os.environ)
    app = Flask("portal", static_folder="static")
    _configure(app, settings)
    app.before_request(_expect_little_of_strangers)
    registry = Registry(settings.config_dir)
    app.extensions[KEYRING] = Keyring(settings.keys_file or settings.instance_dir / "keys.json")
    database.init_app(app, settings)
    install_web(app, site=_site(registry, settings), clock=clock or (lambda: datetime.now(UTC)))
    door.init_app(app, registry)
    gate.init_app(app)
    set_frame_provider(app, _frame)
    _register_pages(app)
    for blueprint in more_pages:
        app.register_blueprint(blueprint)
    gate.declare(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        PORTAL_SETTINGS=settings,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_PARTS=LARGEST_FORM_PARTS,
        # The prefix makes browsers refuse a cookie that another host of the domain set.
        SESSION_COOKIE_NAME="__Host-portal" if settings.https else "portal",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=LONGEST_SESSION,  # also for a cookie kept or stolen
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )


def _expect_little_of_strangers() -> None:
    """Read large uploads only from people who signed in; runs before anything reads the body."""
    if "_user_id" not in session:
        request.max_content_length = LARGEST_BEFORE_SIGN_IN


def _site(registry: Registry, settings: Settings) -> Site:
    return Site(
        council_name=registry.authority.name,
        help_email=registry.authority.help_email,
        practice=settings.practice,
        https=settings.https,
    )


def _frame() -> Frame:
    """Return the navigation for whoever is signed in."""
    actor = gate.reader()
    if actor is None:
        return Frame(home_url=url_for("people.sign_in"))
    entries: list[tuple[str, str, Permission | None]] = [
        ("To do", "home.home", None),
        ("Who we have heard", "coverage.county", Permission.COHORT_SEE),
        ("Districts", "terms.districts", None),
        ("Import the return", "cases.returns", Permission.RETURN_IMPORT),
        ("Messages", "messages.messages", Permission.OUTBOX_SEE),
    ]
    return Frame(
        navigation=tuple(
            NavigationItem(text=text, href=url_for(endpoint), current=request.endpoint == endpoint)
            for text, endpoint, permission in entries
            if permission is None or actor.may_somewhere(permission)
        ),
        account=Account(name=actor.name, sign_out_url=url_for("people.sign_out")),
    )


def _register_pages(app: Flask) -> None:
    """Register each capability's pages, one blueprint per audience."""
    for blueprint in (
        people_pages.blueprint,
        terms_pages.blueprint,
        message_pages.blueprint,
        return_pages.blueprint,
        coverage_pages.blueprint,
        panel_pages.blueprint,
        record_pages.blueprint,
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
