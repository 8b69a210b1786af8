"""No plugin opens more than the portal does, whatever a second one says beside it (C14)."""

from __future__ import annotations

import sys
from datetime import date
from itertools import product
from types import ModuleType
from typing import Any

import pytest

from portal.kernel.errors import PortalError
from portal.kernel.kinds import PanelKind
from portal.panels.rules.membership import why_not_in
from portal.variations.api import hookimpl
from portal.variations.values import OrganisationKind, PackSection, Seat
from tests.unit.variations.conftest import Write

DAY, KIND = date(2026, 12, 14), PanelKind.LEAVING_CARE
OUTSIDE = [each for each in OrganisationKind if not each.is_childrens_services]
INSIDE = OrganisationKind.CHILDRENS_SERVICES
CORE = "housing_authority"


def seat(key: str, kind: OrganisationKind, **more: Any) -> Seat:
    return Seat(key, f"Seat {key}", kind, **more)


def silent(_own: str) -> tuple[Seat, ...]:
    """Say nothing."""
    return ()


def plain(own: str) -> tuple[Seat, ...]:
    """Add a seat for a provider, under a key that both plugins use."""
    return (seat("shared", OrganisationKind.PROVIDER, note=own),)


def opens_inside(_own: str) -> tuple[Seat, ...]:
    """Take the shared key for a seat of children's services that shows all there is."""
    return (seat("shared", INSIDE, sees_names=True, sections=frozenset(PackSection)),)


def opens_names(own: str) -> tuple[Seat, ...]:
    """Show a provider names."""
    return (seat(own, OrganisationKind.PROVIDER, sees_names=True),)


def opens_costs(own: str) -> tuple[Seat, ...]:
    """Show housing what a home costs."""
    cost = frozenset({PackSection.COST})
    return (seat(own, OrganisationKind.HOUSING_AUTHORITY, sections=cost),)


def takes_core(_own: str) -> tuple[Seat, ...]:
    """Put an own seat in a core one's place."""
    return (seat(CORE, INSIDE, sees_names=True),)


def calls_itself_core(own: str) -> tuple[Seat, ...]:
    """Add a seat that nobody may take away."""
    return (seat(own, INSIDE, core=True, sees_names=True),)


SAYS = (silent, plain, opens_inside, opens_names, opens_costs, takes_core, calls_itself_core)
REFUSED = {opens_names, opens_costs, takes_core, calls_itself_core}


def plugin(name: str, says: Any) -> ModuleType:
    made = ModuleType(name)

    @hookimpl
    def membership_extensions(
        district: Any, as_of: date, kind: PanelKind
    ) -> tuple[Seat, ...] | None:
        del district, as_of, kind
        return says(name) or None

    made.membership_extensions = membership_extensions  # type: ignore[attr-defined] # a module made here
    return made


@pytest.mark.control("C14")
@pytest.mark.parametrize(("one", "other"), list(product(SAYS, SAYS)))
def test_two_plugins_open_no_more_than_the_portal(
    one: Any, other: Any, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, says in (("invented_one", one), ("invented_other", other)):
        monkeypatch.setitem(sys.modules, name, plugin(name, says))
    alone = write().district("testdale").seats(as_of=DAY, kind=KIND).value
    both = write(plugins='["invented_one", "invented_other"]').district("testdale")
    try:
        seats = both.seats(as_of=DAY, kind=KIND).value
    except PortalError:
        assert {one, other} & REFUSED, "nothing here had to be refused"
        return
    assert not {one, other} & REFUSED, "one asked for more than the portal gives"
    core = [each for each in seats if each.core]
    assert core == [each for each in alone if each.core]
    assert any(each.key == CORE for each in core), "there is a core seat to take"
    for each in seats:
        sits = [kind for kind in (*OUTSIDE, None) if why_not_in(each, kind) is None]
        assert not (each.shows and sits), each.key
