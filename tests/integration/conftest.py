"""Integration tests run on SQLite and on a real PostgreSQL, each in a transaction rolled back."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.database import Scope, db, open_scope
from portal.people import operations as people
from portal.people.gate import ACCESS
from portal.people.policy import Role
from portal.settings import ROOT, Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from portal.testing.pages import PageClient
from portal.web.access import Audience
from tests.support import migrated, probe_pages
from tests.support.invented_panel import NAMES
from tests.support.kept import Beginnings, begun
from tests.support.organisations import organisation
from tests.support.planting import planting
from tests.support.postgres import fresh_database

AUTHORITY = "E10000017"
PASSWORD = "a password only these tests use"
PLANTED = ("Zanzibarina", *NAMES)
"""First names and names of invented young people that stand nowhere else."""
SECRET = "not a secret: only these tests use this key"


class MovableClock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant


@pytest.fixture(scope="session")
def clock_of_the_run() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="session")
def machine_of_the_run() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def app_of_the_run(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    clock_of_the_run: MovableClock,
    machine_of_the_run: MovableClock,
) -> Iterator[Flask]:
    """One application on one database with the districts entered, for the whole run."""
    folder: Path = tmp_path_factory.mktemp("portal")
    with ExitStack() as stack:
        url = f"sqlite:///{folder / 'portal.sqlite'}"
        if request.param == "postgresql":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_server")))
        yield stack.enter_context(
            served(
                url,
                folder,
                clock_of_the_run,
                machine=machine_of_the_run,
                more_pages=(probe_pages.blueprint,),
            )
        )


@contextmanager
def served(
    url: str,
    folder: Path,
    clock: MovableClock,
    *,
    machine: MovableClock | None = None,
    more_pages: tuple[Blueprint, ...] = (),
    config: Path = ROOT / "config",
) -> Iterator[Flask]:
    """Build the application on an empty database and enter its districts, by the rules there are.

    ``config`` is where those stand.
    """
    settings = Settings(
        database_url=url,
        secret_key=SECRET,
        instance_dir=folder,
        config_dir=config,
        https=False,
        second_factor="offered",  # tests of signing in ask for one; the others only need to be in
    )
    migrated.set_up(settings)
    app = create_app(settings, clock=clock, machine=machine, more_pages=more_pages)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False  # the page client checks that every form has a token
    app.test_client_class = PageClient
    app.after_request(_find_unlogged_names)
    with app.app_context(), planting(Scope(AUTHORITY, None, None, "setting up", writes=True)):
        tenancy.enter_districts(registry=app.extensions[EXTENSION])
    gc.freeze()
    yield app
    with app.app_context():
        db.engine.dispose()


def _find_unlogged_names(response: Response) -> Response:
    """Fail any test whose page names a young person and is not one whose readers are logged.

    And any whose answer leaves before it is whole: what is withdrawn then could not be kept back.
    """
    rule = current_app.extensions[ACCESS].get(request.endpoint or "")
    if response.is_streamed or response.direct_passthrough:
        guarded = rule is not None and rule.audience is not Audience.PUBLIC
        if guarded and not _is_held_whole(response):
            raise AssertionError(f"{request.endpoint} leaves piece by piece")
        return response
    named = any(name.encode() in response.data for name in PLANTED)
    if named and (rule is None or rule.reads is None):
        raise AssertionError(
            f"{request.endpoint} names a young person: say reads=... in @access and whom it shows"
        )
    return response


def _is_held_whole(response: Response) -> bool:
    """Whether what is sent piece by piece, as phones ask for a recording, was read as a whole."""
    body: Any = response.response
    while hasattr(body, "iterable"):
        body = body.iterable
    return isinstance(getattr(body, "file", None), io.BytesIO)


@pytest.fixture
def clock(clock_of_the_run: MovableClock) -> MovableClock:
    """The application's clock, at nine on Monday 23 November 2026 unless the test moves it."""
    clock_of_the_run.instant = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    return clock_of_the_run


@pytest.fixture
def machine(machine_of_the_run: MovableClock) -> MovableClock:
    """What signing in goes by. It stands still, so that moving the day signs nobody out."""
    machine_of_the_run.instant = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    return machine_of_the_run


@pytest.fixture(scope="session")
def beginnings(
    app_of_the_run: Flask, clock_of_the_run: MovableClock, machine_of_the_run: MovableClock
) -> Iterator[Beginnings]:
    """What tests begin with on the application's database, kept from one test to the next."""
    papers: Path = app_of_the_run.config["PORTAL_SETTINGS"].papers_path
    made = Beginnings(
        app_of_the_run, papers, lambda: (clock_of_the_run.instant, machine_of_the_run.instant)
    )
    yield made
    made.end()


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    app_of_the_run: Flask,
    beginnings: Beginnings,
    clock: MovableClock,
    machine: MovableClock,
) -> Iterator[Flask]:
    """The application, with everything the test does rolled back afterwards."""
    del clock, machine  # they stand where every test begins
    with begun(beginnings, request):
        yield app_of_the_run


@pytest.fixture
def client(app: Flask) -> PageClient:
    """Somebody's browser, signed out; every page it is shown is checked."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


ScopeOpener = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def working(app: Flask) -> ScopeOpener:
    """Open a county-wide writing scope: ``with working(): ...`` commits when the block ends."""

    @contextmanager
    def opener(*, districts: frozenset[str] | None = None, writes: bool = True) -> Iterator[None]:
        scope = Scope(AUTHORITY, districts, None, "preparing a test", writes=writes)
        with app.app_context():
            if writes:
                with planting(scope):
                    yield
            else:
                with open_scope(scope):
                    yield

    return opener


class SignIn(Protocol):
    """Registers an invented person with one role and signs them in."""

    def __call__(
        self, client: PageClient, role: Role, district: str | None, *, then: str = "/"
    ) -> TestResponse: ...


@pytest.fixture
def sign_in(working: ScopeOpener) -> SignIn:
    """Sign somebody new in; the answer is the redirect that follows."""
    numbers = count(1)

    def by_role(
        client: PageClient, role: Role, district: str | None, *, then: str = "/"
    ) -> TestResponse:
        email = f"person-{next(numbers)}@practice.example"
        with working():
            person = people.register(
                name=f"{role.label} Example",
                email=email,
                organisation=organisation(),
                password=PASSWORD,
                starts_on=date(2026, 1, 1),
            )
            people.grant_role(
                person=person, role=role, district_id=district, starts_on=date(2026, 1, 1)
            )
        answer = client.post(f"/sign-in?next={then}", data={"email": email, "password": PASSWORD})
        assert answer.status_code == 303
        return answer

    return by_role
