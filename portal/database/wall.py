"""PostgreSQL's side of the second wall, as the application lives with it.

Each connection works as a role that owns nothing. Each transaction enters the open scope by a
setting that ends with it, so a connection that goes back to the pool carries nobody's scope, and a
transaction that entered none sees no row. The setting is marked with a key that PostgreSQL holds
out of the application's reach, and with the number of its own process: nobody else's mark, nor
one's own from another connection, is believed. One's own from an earlier transaction of the same
connection is: to name the transaction, each would have to be asked for its number before its scope
is entered. No statement of the role can put it back where ``set_config`` is withheld.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Collection
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event

from portal.database import catalogue
from portal.database.raising import FIELDS, ROLE
from portal.database.scope import NO_ITEMS, Scope, WallError, _current
from portal.keyring import Keyring, Purpose

NOT_SET_UP = (
    "The database is not ready for the portal to work as a role that owns nothing. Run “portal "
    "init” as the database's owner (PORTAL_DATABASE_OWNER_URL), then start again."
)
NOT_LET_IN = (
    f"PORTAL_DATABASE_URL signs in as somebody who may not work as the role {ROLE}. Run “portal "
    "init” with PORTAL_DATABASE_OWNER_URL set to a login that may grant it, or have whoever runs "
    f"the database server grant {ROLE} to that login."
)
PLAIN = re.compile(r"[A-Za-z0-9_{},|-]*")
"""What a scope is written with: nothing that could end the setting's own quotes."""
log = logging.getLogger(__name__)


def install(engine: Engine, keyring: Keyring) -> None:
    """Have every connection of this engine work behind the wall."""
    found_whole: list[bool] = []

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, record: object) -> None:
        del record
        # The portal says BEGIN itself, so that the scope is entered in the same breath.
        connection.autocommit = True
        try:
            connection.execute(f"SET ROLE {ROLE}")
        except psycopg.errors.InsufficientPrivilege as error:
            raise WallError(NOT_LET_IN) from error
        except psycopg.Error as error:
            raise WallError(NOT_SET_UP) from error
        if not found_whole:
            check(connection, keyring)
            found_whole.append(True)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        scope = _current.get()
        if scope is None:
            driver.execute("BEGIN")
            return
        begin = "BEGIN" if scope.writes else "BEGIN READ ONLY"
        driver.execute(f"{begin}; {entering(driver, scope, keyring)}")


def enter_again(connection: Connection, keyring: Keyring) -> None:
    """Enter the open scope inside a transaction that another one may have begun."""
    scope = _current.get()
    if scope is not None and connection.in_nested_transaction():
        driver: Any = connection.connection.dbapi_connection
        driver.execute(entering(driver, scope, keyring))


def entering(driver: Any, scope: Scope, keyring: Keyring) -> str:
    """Return the statement that enters a scope for the rest of this connection's transaction."""
    said = written(scope, driver.info.backend_pid)
    if not PLAIN.fullmatch(said):
        raise WallError("This scope has a name in it that PostgreSQL's policies cannot read.")
    key = keyring.current(Purpose.WALL)
    mark = hmac.new(key.secret, said.encode(), hashlib.sha256).hexdigest()
    return f"SET LOCAL portal.scope = '{key.number} {mark} {said}'"


def written(scope: Scope, backend: int) -> str:
    """Return a scope as the policies read it: its fields in order, an empty one for no limit."""
    only, without = scope.only, scope.without
    values: dict[str, str] = {
        "pid": str(backend),
        "authority": scope.authority_id,
        "actor": "" if scope.actor_id is None else str(scope.actor_id),
        "districts": "" if scope.districts is None else _array(scope.districts),
        "visitor": "" if only is None else "true",
        "restricted": "" if only is None and without == NO_ITEMS else "true",
        "only_items": "" if only is None else _array(only.items),
        "only_young_people": "" if only is None else _array(only.young_people),
        "without_items": _array(without.items),
        "without_young_people": _array(without.young_people),
    }
    return "|".join(values[field] for field in FIELDS)


def _array(values: Collection[object]) -> str:
    return "{" + ",".join(sorted(map(str, values))) + "}"


def check(driver: Any, keyring: Keyring) -> None:
    """Look the wall over on a connection that works behind it. Raises WallError for any gap."""
    try:
        faults = catalogue.faults(driver)
    except psycopg.Error as error:
        raise WallError(NOT_SET_UP) from error
    if faults:
        raise WallError(
            f"The database's own wall has a gap: {'; '.join(faults)}. Put that right, then run "
            "“portal init” as the database's owner."
        )
    probe = Scope("E00000000", None, None, "looking the wall over")
    try:
        driver.execute(f"BEGIN READ ONLY; {entering(driver, probe, keyring)}")
        driver.execute("SELECT portal_wall.authority()")
    except psycopg.errors.InsufficientPrivilege as error:
        raise WallError(
            "PostgreSQL does not hold this instance's key (PORTAL_KEYS_FILE), so it believes no "
            "scope. Run “portal init” as the database's owner, with that file."
        ) from error
    finally:
        driver.execute("ROLLBACK")


def warn_of_login(driver: Any) -> None:
    """Say where the login itself could pass the wall by, were it not working as the role."""
    if catalogue.has_a_powerful_login(driver):
        log.warning(
            "PORTAL_DATABASE_URL signs in as somebody who owns the database. Give the portal a "
            "login of its own, and PORTAL_DATABASE_OWNER_URL to “portal init” alone."
        )
