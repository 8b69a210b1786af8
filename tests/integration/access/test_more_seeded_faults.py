"""More realistic faults, planted one by one: recusals, factors, tokens, links, the trail (C52).

As in ``test_seeded_faults``, whose checks they share where they can.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from portal import audit
from portal.audit.models import Event
from portal.database import NO_ITEMS, session
from portal.feedback import operations as feedback
from portal.panels import hearing
from portal.panels import policy as panel_policy
from portal.people import standing
from portal.people.gate import ACCESS, DOORS
from portal.signin.models import SignInSession
from tests.integration.access.actors import BURNLEY
from tests.integration.access.asking import Asking
from tests.integration.access.differing import forget_agendas
from tests.integration.access.people_there import actor_at
from tests.integration.access.test_seeded_faults import FAULTS as FIRST_FAULTS
from tests.integration.access.test_seeded_faults import Fault, the_canaries_of
from tests.integration.access.world import NOW, OTHER_ITEM, OWN, World

# --- The checks -----------------------------------------------------------------------------------


def an_old_factor(world: World) -> list[str]:
    """Ask for a file when it is long since anybody proved who they are."""
    asking = Asking(world)
    with asking.undone():
        with world.working():
            session.execute(update(SignInSession).values(proved_at=NOW - timedelta(hours=2)))
        answer = asking.ask_for_good("county", "/coverage.csv")
    return [] if answer.status == 303 else [f"answered {answer.status}"]


def a_form_without_its_token(world: World) -> list[str]:
    """Send a form from another site, which has no token of ours."""
    asking, own = Asking(world), world.subjects[OWN]
    page = f"/d/burnley/items/{own.item_id}/record/took-part"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(world.app.config, "WTF_CSRF_ENABLED", value=True)
        answer = asking.ask("support", page, "POST", {"version": "0", "took_part": "came"})
    return [] if answer.status == 400 else [f"answered {answer.status}"]


def a_link_fetched(world: World) -> list[str]:
    """Fetch a young person's link, as a program does that looks where it leads."""
    asking = Asking(world)
    with asking.watching():
        answer = asking.ask("anonymous", f"/y/l/{world.subjects[OTHER_ITEM].link}?lang=en")
    return list(answer.wrote) or ([] if answer.status == 200 else [f"answered {answer.status}"])


def the_cookie_of_a_sign_in(world: World) -> list[str]:
    """Look at what a browser is told about the cookies that say who somebody is."""
    asking = Asking(world)
    answer = asking.ask("anonymous", "/sign-in", "POST", {"email": "nobody@practice.example"})
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    return [each for each in cookies if "HttpOnly" not in each or "SameSite=" not in each]


def the_entry_of_a_reading(world: World) -> list[str]:
    """Read a record and look into the trail."""
    asking, own = Asking(world), world.subjects[OWN]
    with asking.undone():
        before = _entries(world, "read")
        answer = asking.ask_for_good("support", f"/d/burnley/items/{own.item_id}/record/read")
        assert answer.status == 200
        more = _entries(world, "read") - before
    return [] if more == 1 else [f"{more} entries"]


def the_entry_of_a_change(world: World) -> list[str]:
    """Write something down and look into the trail."""
    with Asking(world).undone():
        before = _entries(world, "write")
        with world.working():
            feedback.write_change(
                actor=actor_at(world.people["support"], NOW),
                now=NOW,
                district_id=BURNLEY,
                heard="It is loud",
                changed="The window is shut",
            )
        more = _entries(world, "write") - before
    return [] if more == 1 else [f"{more} entries"]


def _entries(world: World, kind: str) -> int:
    with world.working(writes=False):
        found = session.scalar(select(func.count()).select_from(Event).where(Event.kind == kind))
    return found or 0


# --- The faults -----------------------------------------------------------------------------------


def recusal_dropped(_: World, patch: pytest.MonkeyPatch) -> None:
    """What somebody declared an interest in is kept from nobody."""
    real = standing.actor_of

    def with_everything(person_id: UUID, now: datetime, own: Any) -> Any:
        found = real(person_id, now, own)
        return None if found is None else replace(found, recused=NO_ITEMS)

    patch.setattr(standing, "actor_of", with_everything)


def step_up_off(world: World, patch: pytest.MonkeyPatch) -> None:
    """Whoever is signed in counts as just now sure."""
    doors = world.app.extensions[DOORS]
    patch.setitem(world.app.extensions, DOORS, replace(doors, is_fresh=lambda _: True))


def tokens_not_asked_for(world: World, patch: pytest.MonkeyPatch) -> None:
    """Forms have tokens, and nobody looks at them."""
    patch.setitem(world.app.config, "WTF_CSRF_CHECK_DEFAULT", value=False)


def cookie_for_scripts(world: World, patch: pytest.MonkeyPatch) -> None:
    """A script on a page may read the cookies."""
    patch.setitem(world.app.config, "SESSION_COOKIE_HTTPONLY", value=False)


def link_spent_by_a_get(world: World, patch: pytest.MonkeyPatch) -> None:
    """Whatever fetches a young person's link to look at it, as mail programs do, uses it."""
    rules = world.app.extensions[ACCESS]
    patch.setitem(rules, "entry.link", replace(rules["entry.link"], writes=True))
    patch.setitem(
        world.app.view_functions, "entry.link", world.app.view_functions["entry.link_start"]
    )


def readings_not_written(_: World, patch: pytest.MonkeyPatch) -> None:
    """The read log is silent."""
    patch.setattr(audit, "log", lambda *_, **__: None)


def changes_not_written(_: World, patch: pytest.MonkeyPatch) -> None:
    """What is done leaves no entry."""
    patch.setattr(audit, "record", lambda **_: None)


def costs_for_everybody(_: World, patch: pytest.MonkeyPatch) -> None:
    """Everybody who sees an item sees what the home costs."""
    patch.setattr(panel_policy, "_sees_cost", lambda *_: True)


def stopped_items_heard(_: World, patch: pytest.MonkeyPatch) -> None:
    """Nobody asks whether a young person said no since."""
    patch.setattr(hearing, "of", lambda asked: dict.fromkeys(asked.items, hearing.FREE))


FAULTS = (
    Fault(recusal_dropped, the_canaries_of("recused", "panels.agenda", "panels.item")),
    Fault(step_up_off, an_old_factor),
    Fault(tokens_not_asked_for, a_form_without_its_token),
    Fault(cookie_for_scripts, the_cookie_of_a_sign_in),
    Fault(link_spent_by_a_get, a_link_fetched),
    Fault(readings_not_written, the_entry_of_a_reading),
    Fault(changes_not_written, the_entry_of_a_change),
    Fault(costs_for_everybody, the_canaries_of("iro", "panels.item", "records.read")),
    Fault(stopped_items_heard, the_canaries_of("fostering", "panels.agenda", "panels.item")),
)


def test_there_are_thirty() -> None:
    assert len({fault.plant for fault in (*FIRST_FAULTS, *FAULTS)}) >= 30


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Let no agenda made with a fault be remembered."""
    yield
    forget_agendas()


@pytest.mark.control("C52")
@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.plant.__name__)
def test_a_planted_fault_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    assert fault.check(world) == []
    fault.plant(world, monkeypatch)
    assert fault.check(world) != []
