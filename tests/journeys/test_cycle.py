"""One panel cycle, from the county's return to a filed record, as its people go through it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrives, CountyAt
from tests.support import small_return
from tests.support.somebody import Somebody

pytestmark = pytest.mark.journey


def test_x(county: CountyAt, arrives: Arrives, tmp_path: Path) -> None:
    here = county("preparing")
    casey = arrives(here, "case-support", "/return")
    files = small_return.write(tmp_path/"r", "J00001", born_on=date(2010, 7, 14), as_of=date(2026, 11, 23))
    casey.page.get_by_label("Files of the return").set_input_files(files)
    casey.pick("Year of the return", "Year ending 31 March 2027")
    casey.date("Day the return shows", date(2026, 11, 23))
    casey.press("Import the return")
    casey.page.wait_for_timeout(3000)
    print(casey.page.url, casey.page.locator("main").inner_text())
    casey.go("/coverage")
    print(casey.page.url, casey.page.locator("main").inner_text()[:6000])
    for slug in ("burnley", "preston"):
        casey.go(f"/d/{slug}/meetings")
        print(casey.page.url, casey.page.locator("main").inner_text())
        casey.go(f"/d/{slug}/meetings/plan")
        print(casey.page.url, casey.page.locator("main").inner_text())
        casey.date("Date of the meeting", date(2026,12,16))
        casey.press("Plan the meeting")
        print(casey.page.url, casey.page.locator("main").inner_text())
