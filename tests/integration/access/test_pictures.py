"""The pictures of a paper are shown to whoever is given the part they stand in, to no others."""

from __future__ import annotations

import re

import pytest

from tests.integration.access.asking import Asking
from tests.integration.access.world import OWN, World


@pytest.mark.requirement("R40")
@pytest.mark.control("C17")
@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
def test_a_visitor_is_shown_the_pictures_of_what_was_agreed_for_them(world: World) -> None:
    asking, own = Asking(world), world.subjects[OWN]
    papers = f"/your-item/{own.item_id}/papers"
    shown = re.findall(r'<img[^>]*src="([^"]*)"', asking.ask("visitor", papers).text)
    assert shown == [f"{papers}/{own.pictured_place}/pictures/0"]
    picture = asking.ask("visitor", shown[0])
    assert (picture.status, picture.kind, picture.wrote) == (200, "image/jpeg", ())
    another = f"{shown[0].removesuffix('0')}1"
    assert asking.ask("visitor", another).status == 404
    # Nothing was agreed for where a provider’s worker comes from, who is asked to the same item.
    assert asking.ask("visiting_provider", papers).status == 200
    assert asking.ask("visiting_provider", shown[0]).status == 410
    assert asking.ask("support", shown[0]).status == 410
