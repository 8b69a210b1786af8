"""Many at once, each on a connection of their own: links and codes are used once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pyotp
import pytest
from flask import Flask

from portal.app import create_app
from portal.database import Scope, db, session, unit_of_work
from portal.keyring import Purpose
from portal.people import operations as people
from portal.people.policy import Role
from portal.settings import Settings
from portal.signin import sealing
from portal.signin.models import AuthenticatorApp, LinkKind
from portal.signin.operations import factors, passwords
from portal.signin.operations.entering import Caller
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from portal.web.clock import Moment
from tests.integration.conftest import AUTHORITY, SECRET
from tests.integration.signin.conftest import EMAIL, PASSWORD, hashed
from tests.support import migrated
from tests.support.planting import planting
from tests.support.postgres import new_database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AT = Moment(NOW, NOW)
WRITING = Scope(AUTHORITY, None, None, "preparing a race", writes=True)
AT_ONCE = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def racing_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application whose changes are really committed, on a database of its own."""
    url = (
        f"sqlite:///{tmp_path / 'portal.sqlite'}"
        if request.param == "sqlite"
        else new_database(request.getfixturevalue("postgres_url"))
    )
    settings = Settings(
        database_url=url,
        secret_key=SECRET,
        instance_dir=tmp_path,
        https=False,
        second_factor="offered",
    )
    migrated.set_up(settings)
    app = create_app(settings, clock=lambda: NOW, machine=lambda: NOW)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), planting(WRITING):
        tenancy.enter_districts(registry=app.extensions[EXTENSION])
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def casey(racing_app: Flask) -> UUID:
    with racing_app.app_context(), planting(WRITING):
        person = people.register(
            name="Casey Placeholder", email=EMAIL, password=None, starts_on=date(2026, 1, 1)
        )
        person.password_hash = hashed()
        people.grant_role(
            person=person, role=Role.MEMBER, district_id="burnley", starts_on=date(2026, 1, 1)
        )
        return person.id


def all_at_once(app: Flask, work: Callable[[], int]) -> list[int]:
    """What came of doing the same thing several times at the same moment."""
    together = Barrier(AT_ONCE)

    def run() -> int:
        together.wait()
        return work()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(each.result() for each in [pool.submit(run) for _ in range(AT_ONCE)])


@pytest.mark.control("C22")
def test_a_link_pressed_many_times_at_once_is_used_once(racing_app: Flask, casey: UUID) -> None:
    with racing_app.app_context(), unit_of_work(WRITING):
        token = passwords.make_link(actor=None, person_id=casey, kind=LinkKind.RESET, at=AT)

    def press() -> int:
        fields = {"email": EMAIL, "new": "gravel kiln dandelion"}
        return racing_app.test_client().post(f"/set-password/{token}", data=fields).status_code

    assert all_at_once(racing_app, press).count(303) == 1


@pytest.mark.control("C24")
def test_a_code_typed_many_times_at_once_is_used_once(racing_app: Flask, casey: UUID) -> None:
    secret = pyotp.random_base32()
    with racing_app.app_context(), planting(WRITING):
        app = AuthenticatorApp(person_id=casey, secret=b"", added_at=NOW, confirmed_at=NOW)
        app.secret = sealing.seal(Purpose.FACTORS, secret.encode(), app.id, casey)
        session.add(app)

    def type_it() -> int:
        with racing_app.app_context(), planting(WRITING):
            checked = factors.check_code(
                person_id=casey,
                typed=pyotp.TOTP(secret).at(NOW),
                caller=Caller("192.0.2.1", "A browser"),
                at=AT,
            )
            return int(checked.way is not None)

    assert sum(all_at_once(racing_app, type_it)) == 1


@pytest.mark.control("C27")
def test_guesses_sent_at_once_are_each_counted(racing_app: Flask, casey: UUID) -> None:
    def guess() -> int:
        fields = {"email": EMAIL, "password": "wrong"}
        return racing_app.test_client().post("/sign-in", data=fields).status_code

    answers = all_at_once(racing_app, guess)
    assert answers == [422] * 5 + [429]
    right = {"email": EMAIL, "password": PASSWORD}
    assert racing_app.test_client().post("/sign-in", data=right).status_code == 429
