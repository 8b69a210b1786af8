"""The wall is raised whole: every gap is found and said, and whoever runs it is told what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from contextvars import Context
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy
from click.testing import CliRunner, Result
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from portal import cli, migrations
from portal.app import create_app
from portal.database import (
    Base,
    WallError,
    check_walls,
    db,
    open_scope,
    session,
    wall,
)
from portal.keyring import Keyring, Purpose
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from tests.integration.conftest import AUTHORITY, SECRET
from tests.integration.database.ground import Ground, owned, scope_of
from tests.support.planting import planting
from tests.support.postgres import fresh_database

pytestmark = pytest.mark.control("C4")

GAPS = {
    "a table without a wall": (
        "CREATE TABLE extra (authority_id varchar(9), x int)",
        "the table extra has no forced",
    ),
    "a wall that its owner passes": (
        "ALTER TABLE person NO FORCE ROW LEVEL SECURITY",
        "the table person has no forced",
    ),
    "a wall that is off": (
        "ALTER TABLE item DISABLE ROW LEVEL SECURITY",
        "the table item has no forced",
    ),
    "a view with its owner's rights": (
        "CREATE VIEW everybody AS SELECT * FROM person",
        "the view everybody reads with",
    ),
    "rows kept elsewhere": (
        "CREATE MATERIALIZED VIEW everybody AS SELECT * FROM person",
        "everybody holds tenant rows",
    ),
    "a policy that lets all through": (
        "CREATE POLICY open_door ON person USING (true)",
        "the policy open_door of person lets more",
    ),
    "a policy that is gone": ("DROP POLICY reach_select ON item", "item lacks its policy reach"),
    "a policy by the right name": (
        "ALTER POLICY authority ON person USING (true)",
        "the policy authority of person lets more",
    ),
    "a right to empty a table": ("GRANT TRUNCATE ON person TO portal_app", "may empty the table"),
    "a right to change the trail": (
        "GRANT UPDATE ON audit_event TO portal_app",
        "may change rows of audit_event",
    ),
    "a right to make tables": ("GRANT CREATE ON SCHEMA public TO portal_app", "may make tables"),
    "a table of its own": ("ALTER TABLE barrier OWNER TO portal_app", "owns something"),
    "a role that passes policies by": ("ALTER ROLE portal_app BYPASSRLS", "may pass the policies"),
    "a role that becomes another": ("GRANT pg_read_all_data TO portal_app", "may become another"),
    "a function with its owner's rights": (
        (
            "CREATE FUNCTION public.peep() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
            " AS 'SELECT count(*) FROM public.person'"
        ),
        "the function peep() works with",
    ),
    "another key": ("UPDATE portal_wall.key SET inner_pad = outer_pad", "hold this instance's key"),
    "no key": ("DELETE FROM portal_wall.key", "hold this instance's key"),
}


@pytest.mark.parametrize(("gap", "said"), GAPS.values(), ids=GAPS.keys())
def test_a_gap_is_found_and_said(
    walled: tuple[Ground, Path], keyring: Keyring, gap: str, said: str
) -> None:
    """Each is made in a transaction that is rolled back: the role's own rights are the server's."""
    ground, _ = walled
    with ground.plain.connect() as plain:
        driver: Any = plain.connection.dbapi_connection
        driver.execute(gap)
        driver.execute("SET ROLE portal_app")
        with pytest.raises(WallError, match=said.replace("(", r"\(").replace(")", r"\)")):
            wall.check(Nested(driver), keyring)
        plain.rollback()


def test_a_whole_wall_has_no_gap(walled: tuple[Ground, Path], keyring: Keyring) -> None:
    with walled[0].plain.connect() as plain:
        driver: Any = plain.connection.dbapi_connection
        driver.execute("SET ROLE portal_app")
        wall.check(Nested(driver), keyring)
        plain.rollback()


class Nested:
    """A connection whose transaction goes on: what begins and ends on it is a savepoint."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self.info = driver.info

    def execute(self, statement: Any, *parameters: Any) -> Any:
        """Do it inside the transaction."""
        if isinstance(statement, str) and statement.startswith("BEGIN READ ONLY; "):
            statement = "SAVEPOINT here; " + statement.removeprefix("BEGIN READ ONLY; ")
        if statement == "ROLLBACK":
            statement = "ROLLBACK TO SAVEPOINT here"
        return self._driver.execute(statement, *parameters)


def test_raising_the_wall_again_closes_what_was_open(
    walled: tuple[Ground, Path], postgres_server: str, tmp_path: Path
) -> None:
    with fresh_database(postgres_server) as url:
        settings = Settings(database_url=url, secret_key=SECRET, instance_dir=tmp_path)
        migrations.set_up(settings)
        owner = sqlalchemy.create_engine(url)
        with owner.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE person NO FORCE ROW LEVEL SECURITY")
            connection.exec_driver_sql("DROP POLICY authority ON item")
            # As an earlier version left it, when an interest was of one district.
            connection.exec_driver_sql("CREATE POLICY district ON recusal USING (false)")
        app = create_app(settings)
        with app.app_context(), pytest.raises(WallError, match="person"):
            check_walls()
        migrations.set_up(settings)
        with app.app_context():
            check_walls()
            db.engine.dispose()
        with owner.begin() as connection:
            asked = "SELECT policyname FROM pg_policies WHERE tablename = 'recusal'"
            there = set(connection.exec_driver_sql(asked).scalars())
        assert there >= {"authority", "reach_select"}
        assert "district" not in there
        owner.dispose()


def test_a_database_never_set_up_says_what_to_run(postgres_server: str, tmp_path: Path) -> None:
    with fresh_database(postgres_server) as url:
        settings = Settings(database_url=url, secret_key=SECRET, instance_dir=tmp_path)
        with create_app(settings).app_context(), pytest.raises(WallError, match="portal init"):
            check_walls()


def test_a_login_of_its_own_needs_nothing_but_to_be_let_in(
    postgres_server: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    login = f"web_{uuid4().hex[:8]}"
    with ExitStack() as stack:
        url = stack.enter_context(fresh_database(postgres_server))
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as driver:
            driver.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(login)))
            stack.callback(_forget, plain, login)
        own = make_url(url).set(username=login).render_as_string(hide_password=False)
        settings = Settings(
            database_url=own, database_owner_url=url, secret_key=SECRET, instance_dir=tmp_path
        )
        with create_app(settings).app_context(), pytest.raises(WallError):
            check_walls()
        migrations.set_up(settings)
        app = create_app(settings)
        with app.app_context(), open_scope(scope_of()):
            assert session.connection().connection.dbapi_connection.info.user == login  # type: ignore[union-attr]  # psycopg's
        with app.app_context():
            db.engine.dispose()
    assert "login of its own" not in caplog.text


def test_an_owner_who_is_no_superuser_sets_it_up_and_may_serve_it(
    postgres_server: str, tmp_path: Path
) -> None:
    """One login for everything, row security binding it too: all it lacks is the role."""
    with owned(postgres_server) as url:
        settings = Settings(database_url=url, secret_key=SECRET, instance_dir=tmp_path)
        migrations.set_up(settings)
        app = create_app(settings)
        login, name = make_url(url).username or "", make_url(url).database
        server = make_url(postgres_server).set(drivername="postgresql", database=name)
        plain = server.render_as_string(hide_password=False)
        with app.app_context(), pytest.raises(WallError, match="grant portal_app to that login"):
            check_walls()
        with psycopg.connect(plain, autocommit=True) as driver:
            driver.execute(SQL("GRANT portal_app TO {}").format(Identifier(login)))
        with app.app_context(), planting(scope_of(writes=True)):
            tenancy.enter_districts(registry=app.extensions[EXTENSION])
        with app.app_context():
            check_walls()
            db.engine.dispose()
        migrations.set_up(settings)


def _forget(url: str, login: str) -> None:
    with psycopg.connect(url, autocommit=True) as driver:
        driver.execute(SQL("REVOKE portal_app FROM {}").format(Identifier(login)))
        driver.execute(SQL("DROP ROLE {}").format(Identifier(login)))


def test_an_owners_login_works_and_is_told_of(
    walled: tuple[Ground, Path], caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(walled[0].apps["product"].config["PORTAL_SETTINGS"])
    with app.app_context():
        check_walls()
        db.engine.dispose()
    assert "login of its own" in caplog.text


def test_a_new_key_is_believed_beside_the_one_before(postgres_server: str, tmp_path: Path) -> None:
    with fresh_database(postgres_server) as url:
        settings = Settings(database_url=url, secret_key=SECRET, instance_dir=tmp_path)
        migrations.set_up(settings)
        running = create_app(settings)
        with running.app_context():
            check_walls()
        keyring = Keyring(settings.keys_path)
        for _ in range(2):
            keyring.rotate(Purpose.WALL)
            with create_app(settings).app_context(), pytest.raises(WallError, match="key"):
                check_walls()
            migrations.set_up(settings)
            with create_app(settings).app_context():
                check_walls()
                db.engine.dispose()
            with running.app_context(), open_scope(scope_of()):
                names = sqlalchemy.select(Base.metadata.tables["district"].c.name)
                names = names.where(Base.metadata.tables["district"].c.authority_id == AUTHORITY)
                assert session.connection().execute(names).all() == []
        with running.app_context():
            db.engine.dispose()


def rotate_wall(settings: Settings, owner: str | None) -> Result:
    """Run the command as whoever runs the machine does, with the owner's address or without."""
    environment = {
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_DATABASE_OWNER_URL": owner,
        "PORTAL_INSTANCE_DIR": str(settings.instance_dir),
        "PORTAL_SECRET_KEY": SECRET,
        "PORTAL_HTTPS": "no",
    }
    asked = ["keys", "rotate", "wall", "--json"]
    # A context of its own, as another process has: scopes that are open here are not open there.
    return Context().run(CliRunner().invoke, cli.main, asked, env=environment)


@pytest.fixture
def own_login(postgres_server: str, tmp_path: Path) -> Iterator[Settings]:
    """An instance whose portal signs in as somebody who owns nothing."""
    login = f"web_{uuid4().hex[:8]}"
    with ExitStack() as stack:
        url = stack.enter_context(fresh_database(postgres_server))
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as driver:
            driver.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(login)))
            stack.callback(_forget, plain, login)
        own = make_url(url).set(username=login).render_as_string(hide_password=False)
        settings = Settings(
            database_url=own, database_owner_url=url, secret_key=SECRET, instance_dir=tmp_path
        )
        migrations.set_up(settings)
        app = create_app(settings)
        with app.app_context(), planting(scope_of(writes=True)):
            tenancy.enter_districts(registry=app.extensions[EXTENSION])
        with app.app_context():
            db.engine.dispose()
        yield settings


def count_districts() -> int:
    """What a scope lets be read: nothing at all where PostgreSQL does not believe it."""
    districts = Base.metadata.tables["district"]
    names = sqlalchemy.select(districts.c.name).where(districts.c.authority_id == AUTHORITY)
    return len(session.connection().execute(names).all())


@pytest.mark.control("C48")
def test_the_walls_key_is_changed_in_one_step_while_servers_run(own_login: Settings) -> None:
    running = create_app(own_login)
    with running.app_context(), open_scope(scope_of()):
        there = count_districts()
        assert there > 0
        begun = rotate_wall(own_login, own_login.owner_url)
        assert begun.exit_code == 0, begun.output
        assert json.loads(begun.stdout) == {"purpose": "wall", "number": 2, "next": ""}
        assert count_districts() == there, "work begun before goes on"
    for number in (3, 4):
        with running.app_context(), open_scope(scope_of()):
            assert count_districts() == there, "and so does the server"
        assert json.loads(rotate_wall(own_login, own_login.owner_url).stdout)["number"] == number
    with create_app(own_login).app_context():
        check_walls()
        db.engine.dispose()
    with running.app_context():
        db.engine.dispose()
    with psycopg.connect(
        make_url(own_login.owner_url)
        .set(drivername="postgresql")
        .render_as_string(hide_password=False)
    ) as driver:
        held = driver.execute("SELECT number FROM portal_wall.key ORDER BY number").fetchall()
        assert held == [(3,), (4,)], "the one before is believed, and no older one"


@pytest.mark.control("C48")
def test_without_the_owners_address_no_key_is_changed(own_login: Settings) -> None:
    done = rotate_wall(own_login, None)
    assert done.exit_code == 2
    assert "Set PORTAL_DATABASE_OWNER_URL" in json.loads(done.stdout)["error"]
    assert "“portal keys rotate wall”" in json.loads(done.stdout)["error"]
    assert Keyring(own_login.keys_path).numbers(Purpose.WALL) == (1,)
    app = create_app(own_login)
    with app.app_context():
        with open_scope(scope_of()):
            assert count_districts() > 0
        check_walls()
        db.engine.dispose()
