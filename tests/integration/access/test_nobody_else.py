"""Whoever signed in is who acts, whatever a request says: nobody acts as another user.

Whatever the portal reads of a request that its sender could write names somebody else here, whether
it is there or not: every parameter and field, every header, every key of the session that sign-in
did not put there. No list of names is kept, so a new one is tried as soon as it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

import pytest
from flask import Flask, g, request, request_finished, session
from flask.sessions import SecureCookieSession
from werkzeug.datastructures import EnvironHeaders, ImmutableMultiDict

from portal import audit, database
from portal.database import open_scope
from portal.people import gate
from portal.people.policy import Actor
from tests.integration.access.addresses import addresses, methods, rules
from tests.integration.access.asking import Asking
from tests.integration.access.matrix import SERVER_FAULT
from tests.integration.access.people_there import actor_at, email_of
from tests.integration.access.world import NOW, World

SIGNED_IN, SOMEBODY_ELSE = "county", "worker"
"""Whom most pages answer, and somebody who may do what they may not: say what a child agreed to."""
FEWEST_ASKED, FEWEST_READ = 390, 60


class Naming:
    """What is said wherever the portal looks, and where it looked."""

    says: ClassVar[str] = ""
    person_id: ClassVar[str] = ""
    read: ClassVar[set[str]] = set()

    @classmethod
    def asked(cls, key: object) -> str:
        """Note where it looked, and name somebody else."""
        cls.read.add(str(key))
        return cls.says


class Parameters(ImmutableMultiDict[str, str]):
    """Parameters and fields, each of which names somebody else, sent or not."""

    def get(self, key: str, default: Any = None, type: Any = str) -> Any:  # type: ignore[override]  # noqa: A002 - werkzeug's own name
        """Name somebody else, where what is asked for can be a name."""
        try:
            return type(Naming.asked(key))
        except ValueError:
            return default

    def getlist(self, key: str, *_: Any, **__: Any) -> list[Any]:
        """Name somebody else."""
        return [Naming.asked(key)]

    def __getitem__(self, key: str) -> str:
        return Naming.asked(key)

    def __contains__(self, key: object) -> bool:
        return bool(Naming.asked(key))

    def __bool__(self) -> bool:
        return True


class Headers(EnvironHeaders):
    """The headers that came, and in the place of every other one somebody else."""

    def get(self, key: str, *_: Any, **__: Any) -> Any:
        """Return what came, or somebody else."""
        came = super().get(key)
        return Naming.asked(key) if came is None else came


class Session(SecureCookieSession):
    """What sign-in put into the session, and in the place of everything else somebody else."""

    def get(self, key: str, default: Any = None) -> Any:
        """Return what is there, or somebody else's id; a list that is asked for stays one."""
        if key in self:
            return self[key]
        Naming.asked(key)
        return default if isinstance(default, list) else Naming.person_id


@dataclass
class Acting:
    """Who acted: in the page, in its scope of the database, and in the trail."""

    who: set[UUID] = field(default_factory=set)


@contextmanager
def acting(app: Flask, patch: pytest.MonkeyPatch) -> Iterator[Acting]:
    """See who acts while the block runs, and let every request name somebody else."""
    found = Acting()

    def note(person_id: UUID | None) -> None:
        if person_id is not None:
            found.who.add(person_id)

    def see(*_: object, **__: object) -> None:
        actor: Actor | None = g.get("actor")
        note(actor.person_id if actor else None)

    record, opened = audit.record, open_scope

    def recorded(**given: Any) -> Any:
        note(given.get("actor_id"))
        return record(**given)

    def scoped(scope: database.Scope) -> Any:
        note(scope.actor_id)
        return opened(scope)

    patch.setattr(audit, "record", recorded)
    patch.setattr(database, "open_scope", scoped)
    patch.setattr(app.request_class, "parameter_storage_class", Parameters)
    named = property(lambda self: Headers(self.environ), lambda _self, _came: None)
    patch.setattr(app.request_class, "headers", named, raising=False)
    patch.setattr(app.session_interface, "session_class", Session)
    with request_finished.connected_to(see, app):
        yield found


@pytest.mark.control("C21")
@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
@pytest.mark.parametrize("as_what", ["id", "email"])
def test_nothing_in_a_request_changes_who_acts(
    world: World, monkeypatch: pytest.MonkeyPatch, as_what: str
) -> None:
    """On every page, by every method; and what comes back opens nothing as somebody else either."""
    asking, asked, faults = Asking(world), 0, list[str]()
    own, other = world.people[SIGNED_IN], world.people[SOMEBODY_ELSE]
    Naming.person_id = str(other)
    Naming.says = Naming.person_id if as_what == "id" else email_of(SOMEBODY_ELSE)
    Naming.read.clear()
    given = set[str]()
    with monkeypatch.context() as patch, acting(world.app, patch) as found:
        for rule in rules(world.app):
            path = next(addresses(world, rule)).path
            for method in sorted(methods(rule) - {"HEAD", "OPTIONS"}):
                answer = asking.ask(SIGNED_IN, path, method)
                given.update(answer.headers.getlist("Set-Cookie"))
                faults += [f"{method} {path}"] if answer.status >= SERVER_FAULT else []
                asked += 1
    assert (found.who, faults) == ({own}, [])
    assert (asked > FEWEST_ASKED, len(Naming.read) > FEWEST_READ) == (True, True)
    with monkeypatch.context() as patch, acting(world.app, patch) as after:
        for cookie in sorted(each.partition(";")[0] for each in given):
            world.cookies["came back"] = cookie
            asking.ask("came back", "/account")
    del world.cookies["came back"]
    assert after.who <= {own}


@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
@pytest.mark.parametrize("where", ["parameter", "header", "session"])
def test_a_portal_that_believed_a_request_would_be_found_out(
    world: World, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Or the test above would pass with its eyes shut."""
    with world.working(writes=False):
        other = actor_at(world.people[SOMEBODY_ELSE], NOW)
    honest = gate.reader
    places: Any = {
        "parameter": lambda: request.args,
        "header": lambda: request.headers,
        "session": lambda: session,
    }

    def believing() -> Actor | None:
        g.actor = other if places[where]().get("whoever") == str(other.person_id) else honest()
        return g.actor  # type: ignore[no-any-return]  # put there a line above

    monkeypatch.setattr(gate, "reader", believing)
    Naming.says = Naming.person_id = str(other.person_id)
    with monkeypatch.context() as patch, acting(world.app, patch) as found:
        Asking(world).ask(SIGNED_IN, "/account")
    assert other.person_id in found.who
