"""PostgreSQL's own wall: what the role may not, what a statement cannot forge, what the pool keeps.

Nothing of the first wall stands here. Statements go to the driver, as an injected one would.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool

from portal import migrations
from portal.app import create_app
from portal.database import (
    Base,
    Reach,
    Scope,
    WallError,
    check_walls,
    db,
    open_scope,
    session,
    wall,
)
from portal.database.scope import _current
from portal.keyring import Keyring, Purpose
from portal.settings import Settings
from tests.integration.conftest import AUTHORITY, SECRET
from tests.integration.database.ground import CANARY, ELSEWHERE, OWN, Ground, laid, scope_of
from tests.support.postgres import fresh_database

WORDS = "SELECT reference FROM young_person ORDER BY reference"


@pytest.fixture(scope="module")
def walled(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Ground, Path]]:
    """Both authorities' rows on PostgreSQL, and the folder that holds the keys."""
    folder: Path = tmp_path_factory.mktemp("walled")
    with fresh_database(postgres_server) as url:
        for ground in laid("postgresql", url, folder):
            yield ground, folder


@pytest.fixture
def keyring(walled: tuple[Ground, Path]) -> Keyring:
    return Keyring(walled[1] / "keys.json")


@contextmanager
def as_role(ground: Ground, scope: Scope | None) -> Iterator[Any]:
    """Yield the driver's own connection inside a transaction of the application's."""
    token = _current.set(scope)
    try:
        with ground.second.begin() as connection:
            yield connection.connection.dbapi_connection
    finally:
        _current.reset(token)


def told(driver: Any, statement: Any, parameters: Any = None) -> str:
    return str(driver.execute(statement, parameters).fetchall())


def test_every_tenant_table_is_closed_without_a_scope(walled: tuple[Ground, Path]) -> None:
    ground, _ = walled
    filled = 0
    for table in Base.metadata.sorted_tables:
        query = SQL("SELECT * FROM {}").format(Identifier(table.name))
        with ground.plain.connect() as plain:
            driver: Any = plain.connection.dbapi_connection
            rows = driver.execute(query).fetchall()
        if not rows:
            continue
        filled += 1
        with as_role(ground, None) as driver, pytest.raises(psycopg.errors.InsufficientPrivilege):
            driver.execute(query).fetchall()
    assert filled > 10


FORBIDDEN = {
    "emptying a table": "TRUNCATE young_person",
    "making a table": "CREATE TABLE mine (x int)",
    "making a table that goes away": "CREATE TEMPORARY TABLE mine (x int)",
    "making a schema": "CREATE SCHEMA mine",
    "changing a table": "ALTER TABLE young_person ADD COLUMN x int",
    "dropping a table": "DROP TABLE barrier",
    "taking the wall down": "ALTER TABLE young_person DISABLE ROW LEVEL SECURITY",
    "taking force from it": "ALTER TABLE young_person NO FORCE ROW LEVEL SECURITY",
    "dropping a policy": "DROP POLICY authority ON young_person",
    "a policy of one's own": "CREATE POLICY mine ON young_person USING (true)",
    "reading the key": "SELECT * FROM portal_wall.key",
    "changing the key": "UPDATE portal_wall.key SET number = 2",
    "changing what the policies ask": "DROP FUNCTION portal_wall.scope() CASCADE",
    "a function of one's own": "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "changing the trail": "UPDATE audit_event SET event = 'x'",
    "shortening the trail": "DELETE FROM audit_event",
    "reading a file": "SELECT pg_read_file('postgresql.conf')",
    "running a program": "COPY young_person TO PROGRAM 'cat'",
    "changing the migration's number": "UPDATE alembic_version SET version_num = '0'",
    "a setting from inside a query": "SELECT set_config('portal.scope', 'x', true)",
    "another role from inside a query": "SELECT set_config('role', 'postgres', false)",
    "settings as a table": "UPDATE pg_settings SET setting = 'postgres' WHERE name = 'role'",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_role_may_not(walled: tuple[Ground, Path], statement: str) -> None:
    with as_role(walled[0], scope_of(writes=True)) as driver:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            driver.execute(statement)
        driver.execute("ROLLBACK")


def test_row_security_cannot_be_switched_off(walled: tuple[Ground, Path]) -> None:
    with as_role(walled[0], scope_of()) as driver:
        driver.execute("SET LOCAL row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            driver.execute(WORDS)
        driver.execute("ROLLBACK")


def test_a_reading_scope_writes_nothing_here_either(walled: tuple[Ground, Path]) -> None:
    with as_role(walled[0], scope_of()) as driver:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            driver.execute("UPDATE young_person SET sex = '1'")
        driver.execute("ROLLBACK")


def test_an_injected_union_cannot_become_another_authority(walled: tuple[Ground, Path]) -> None:
    """The flip that a plain setting allows: set it inside the statement, then read (E2d).

    Here the setting is changed in earnest, as an owner may and the role may not: it is not
    believed, because it carries no mark.
    """
    ground, _ = walled
    injected = (
        "SELECT reference FROM young_person WHERE reference = 'x' UNION ALL"
        " SELECT y.reference FROM (SELECT set_config('portal.scope', {}, true) AS flip) f,"
        " LATERAL (SELECT reference FROM young_person WHERE f.flip IS NOT NULL) y"
    )
    with as_role(ground, scope_of()) as driver:
        assert OWN in told(driver, WORDS)
        own = driver.execute("SHOW portal.scope").fetchone()[0]
        forged = own.replace(AUTHORITY, ELSEWHERE)
        assert forged != own
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="set_config"):
            driver.execute(SQL(injected).format(Literal(forged)))
        driver.execute("ROLLBACK")
    for value in (forged, ELSEWHERE, "", f"1 {'0' * 64} {own.split()[2]}", "x y z", "1 2"):
        with as_role(ground, scope_of()) as driver:
            driver.execute(SQL("SET LOCAL portal.scope = {}").format(Literal(value)))
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no scope"):
                driver.execute(WORDS)
            driver.execute("ROLLBACK")


def test_where_set_config_could_not_be_revoked_a_forged_setting_is_not_believed(
    walled: tuple[Ground, Path],
) -> None:
    ground, _ = walled
    grant = "GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO portal_app"
    with ground.plain.begin() as plain:
        plain.exec_driver_sql(grant)
    try:
        with as_role(ground, scope_of()) as driver:
            own = driver.execute("SHOW portal.scope").fetchone()[0]
            forged = Literal(own.replace(AUTHORITY, ELSEWHERE))
            flip = SQL("SELECT set_config('portal.scope', {}, true)").format(forged)
            found: list[str] = []
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no scope"):
                found.append(told(driver, SQL("{} UNION ALL {}").format(flip, SQL(WORDS[:34]))))
            assert CANARY not in str(found)
            driver.execute("ROLLBACK")
    finally:
        with ground.plain.begin() as plain:
            plain.exec_driver_sql(grant.replace("GRANT", "REVOKE").replace(" TO ", " FROM "))


def test_ones_own_mark_is_not_believed_on_another_connection(
    walled: tuple[Ground, Path],
) -> None:
    ground, _ = walled
    with as_role(ground, scope_of()) as first:
        own = first.execute("SHOW portal.scope").fetchone()[0]
        with as_role(ground, None) as second:
            second.execute(SQL("SET LOCAL portal.scope = {}").format(Literal(own)))
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no scope"):
                second.execute(WORDS)
            second.execute("ROLLBACK")
        assert OWN in told(first, WORDS)


def test_the_setting_ends_with_the_transaction(walled: tuple[Ground, Path]) -> None:
    ground, _ = walled
    with as_role(ground, scope_of()) as driver:
        assert OWN in told(driver, WORDS)
        driver.execute("COMMIT")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            driver.execute(WORDS)


def test_a_scope_with_a_quote_in_it_is_not_written_down(
    walled: tuple[Ground, Path], keyring: Keyring
) -> None:
    odd = replace(scope_of(), authority_id="E1'; RESET ROLE; --")
    with as_role(walled[0], None) as driver, pytest.raises(WallError):
        wall.entering(driver, odd, keyring)


@pytest.mark.parametrize("districts", [None, {"burnley"}, {"preston"}, set(), {"burnley", "x"}])
def test_a_scope_of_some_districts_is_held_to_them(
    walled: tuple[Ground, Path], districts: set[str] | None
) -> None:
    held = None if districts is None else frozenset(districts)
    with as_role(walled[0], replace(scope_of(), districts=held)) as driver:
        seen = OWN in told(driver, WORDS)
    assert seen is (held is None or "burnley" in held)


def test_a_visitor_is_held_to_their_own(walled: tuple[Ground, Path]) -> None:
    ground, _ = walled
    reach = Reach(frozenset({ground.own.item}), frozenset({ground.own.young_person}))
    for only, number in ((reach, 1), (Reach(), 0), (Reach(frozenset({uuid4()})), 0), (None, 2)):
        with as_role(ground, replace(scope_of(), only=only)) as driver:
            assert len(driver.execute(WORDS).fetchall()) == number
            assert len(driver.execute("SELECT * FROM audit_event").fetchall()) == int(only is None)
    with as_role(ground, replace(scope_of(), without=reach)) as driver:
        assert told(driver, WORDS) == f"[('{OWN}-2',)]"
        assert told(driver, "SELECT id FROM item") == "[]"


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
        app = create_app(settings)
        with app.app_context(), pytest.raises(WallError, match="person"):
            check_walls()
        migrations.set_up(settings)
        with app.app_context():
            check_walls()
            db.engine.dispose()
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
        for believed in (True, False):
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
                if believed:
                    assert session.connection().execute(names).all() == []
                    continue
                with pytest.raises(sqlalchemy.exc.ProgrammingError, match="no scope"):
                    session.connection().execute(names)
        with running.app_context():
            db.engine.dispose()


REQUESTS, POOL, THREADS = 600, 3, 6
NAIVE = """
CREATE TABLE naive (authority_id text PRIMARY KEY);
INSERT INTO naive VALUES ('one'), ('two');
ALTER TABLE naive ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON naive USING (authority_id = current_setting('naive.authority', true));
CREATE ROLE naive_app NOLOGIN;
GRANT SELECT ON naive TO naive_app;
"""


def requests(work: Callable[[int], str]) -> Counter[str]:
    """Answer many requests from a few threads; every tenth forgets to say whose it is."""
    numbers, lock, found = iter(range(REQUESTS)), threading.Lock(), Counter[str]()

    def run() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            answer = work(number)
            with lock:
                found[answer] += 1

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_setting_kept_by_the_session_leaks_through_the_pool(postgres_server: str) -> None:
    """The leak that the portal's way of entering closes: shown, so that it is known to be real."""
    with fresh_database(postgres_server) as url:
        engine = sqlalchemy.create_engine(url, poolclass=QueuePool, pool_size=POOL, max_overflow=0)
        with engine.begin() as connection:
            connection.connection.dbapi_connection.execute(NAIVE)  # type: ignore[union-attr]  # psycopg's

        @event.listens_for(engine, "connect")
        def _on_connect(connection: Any, record: object) -> None:
            del record
            connection.execute("SET ROLE naive_app")
            connection.commit()

        engine.dispose()

        def work(number: int) -> str:
            forgets, mine = number % 10 == 0, ("one", "two")[number % 2]
            with engine.connect() as connection:
                if not forgets:
                    connection.exec_driver_sql(f"SET naive.authority = '{mine}'")
                    connection.commit()
                rows = connection.exec_driver_sql("SELECT authority_id FROM naive").all()
            return "leak" if forgets and rows else "right"

        found = requests(work)
        engine.dispose()
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as driver:
            driver.execute("DROP OWNED BY naive_app; DROP ROLE naive_app")
    assert found["leak"] > REQUESTS / 10 / 2


def test_a_scope_entered_for_the_transaction_does_not(
    walled: tuple[Ground, Path], keyring: Keyring
) -> None:
    url = walled[0].plain.url
    engine = sqlalchemy.create_engine(url, poolclass=QueuePool, pool_size=POOL, max_overflow=0)
    wall.install(engine, keyring)

    def work(number: int) -> str:
        mine = (AUTHORITY, ELSEWHERE)[number % 2]
        scope = None if number % 10 == 0 else Scope(mine, None, None, "asking")
        token = _current.set(scope)
        try:
            return answered(engine, number, mine)
        finally:
            _current.reset(token)

    found = requests(work)
    engine.dispose()
    assert found["refused"] == REQUESTS / 10
    assert found["right"] + found["failed"] == REQUESTS * 9 / 10


def answered(engine: Engine, number: int, mine: str) -> str:
    """Ask for every authority there is, and fail now and then."""
    try:
        with engine.begin() as connection:
            rows = connection.exec_driver_sql("SELECT authority_id FROM authority").all()
            if number % 20 == 1:
                connection.exec_driver_sql("SELECT 1/0")
    except sqlalchemy.exc.ProgrammingError:
        return "refused"
    except sqlalchemy.exc.DataError:
        return "failed"
    return "right" if [row[0] for row in rows] == [mine] else "leak"
