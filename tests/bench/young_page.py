"""What young people's pages weigh over the wire, and when their words are there, on a phone.

The guides are read by anybody; a young person's own pages are those of the practice county, on the
day of a panel and after it. Each is opened by a browser that has nothing of the portal yet.

The browser is slowed down to what its own tools call slow 3G by throughput (400 kbit/s each way)
with 400 ms for every round trip, and its processor to a quarter.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, StorageState

from portal.app import create_app
from portal.database import db
from portal.demo.command import prepare
from portal.demo.serving import practice_app
from portal.settings import ROOT, Settings
from tests.support.server import serving

KILOBIT = 1000 / 8
SLOW_PHONE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400 * KILOBIT,
    "uploadThroughput": 400 * KILOBIT,
}
SLOWER_PROCESSOR = 4
MOST_BYTES = 200_000
PLACES = {
    "where a code is typed, every language in its letters": "/y",
    "list of guides": "/g",
    "short page": "/g/meeting?lang=en",
    "short page, Arabic": "/g/meeting?lang=ar",
    "short page, Tigrinya, letters loaded": "/g/meeting?lang=ti",
    "short page, Pashto, letters loaded": "/g/meeting?lang=ps",
    "longest guide": "/g/at/preston/ways?lang=en",
    "longest guide, easy read": "/g/at/preston/ways?lang=en&words=pictures",
}

OWN = {
    "panel-day": {
        "start page": "/y/home?lang=en",
        "start page, Tigrinya": "/y/home?lang=ti",
        "start page, Sorani": "/y/home?lang=ckb",
        "My meeting": "/y/meeting?lang=en",
        "My meeting, Arabic": "/y/meeting?lang=ar",
        "a question of My views": "/y/say/3?lang=en",
        "a question with pictures": "/y/say/6?lang=en",
    },
    "settled": {
        "what was decided": "/y/decided?lang=en",
        "what was decided, Arabic": "/y/decided?lang=ar",
        "what we hold": "/y/held?lang=en",
    },
}
"""A young person's own pages, by the stage of the practice county at which they say something."""
START = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - England's time, as the command is given it


@dataclass(frozen=True, slots=True)
class Measured:
    """One page's weight in bytes with its headers, its requests, and its first text in seconds."""

    name: str
    weight: int
    requests: int
    elsewhere: int
    first_text: float


@contextmanager
def guides() -> Iterator[str]:
    """Serve the portal on an empty folder: guides need no database."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(
                database_url=f"sqlite:///{folder}/portal.sqlite",
                secret_key="not a secret: only this bench uses this key",
                instance_dir=Path(folder),
                https=False,
            )
        )
        with serving(app) as url:
            for place in PLACES.values():
                app.test_client().get(place)  # templates and catalogues are read once a process
            yield url


@contextmanager
def practice(stage: str) -> Iterator[tuple[str, str]]:
    """Serve the practice county at a stage; give its address and a young person's code."""
    with tempfile.TemporaryDirectory() as folder:
        made = prepare(Path(folder), stage=stage, at=START, config_dir=ROOT / "config")
        app = practice_app(made.settings)
        with serving(app) as url:
            yield url, made.young_people[0]["code"]
        with app.app_context():
            db.engine.dispose()


def measure(browser: Browser) -> list[Measured]:
    """Open each page in a browser that has never been there; print and return what it took."""
    found = []
    with guides() as url:
        for name, place in PLACES.items():
            found.append(_one(browser, url, name, place))
    for stage, places in OWN.items():
        with practice(stage) as (url, code):
            inside = _come_in(browser, url, code)
            for name, place in places.items():
                found.append(_one(browser, url, name, place, inside))
    for each in found:
        weight = f"{each.weight / 1000:.1f} kB, {each.weight / MOST_BYTES:.2f} of the limit"
        said = f"{each.name}: {weight}, in {each.requests} requests"
        print(f"{said}, first text after {each.first_text:.2f} s")  # noqa: T201 - a bench prints
    return found


def _come_in(browser: Browser, url: str, code: str) -> StorageState:
    """Return the cookies of a browser in which a young person is in; it has opened every page."""
    with small_phone(browser) as context:
        page = context.new_page()
        page.goto(f"{url}/y")
        page.fill("input[name=answer]", code)
        page.click("main button[type=submit]")
        page.wait_for_url(f"{url}/y/home")
        for places in OWN.values():
            for place in places.values():
                page.goto(url + place)
        return context.storage_state()


@contextmanager
def small_phone(browser: Browser, inside: StorageState | None = None) -> Iterator[BrowserContext]:
    """Give a small phone's browser with nothing in it but who is in, where somebody is."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, locale="en-GB", storage_state=inside
    )
    try:
        yield context
    finally:
        context.close()


def _one(
    browser: Browser, url: str, name: str, place: str, inside: StorageState | None = None
) -> Measured:
    with small_phone(browser, inside) as context:
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", SLOW_PHONE)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
        weights: list[int] = []
        addresses: list[str] = []

        def on_finished(event: dict[str, Any]) -> None:
            weights.append(int(event["encodedDataLength"]))

        wire.on("Network.loadingFinished", on_finished)
        page.on("request", lambda request: addresses.append(request.url))
        answer = page.goto(url + place, wait_until="networkidle")
        assert answer is not None
        assert answer.ok, place
        assert page.url == url + place, page.url
        painted = page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
        )
        elsewhere = sum(not asked.startswith(url) for asked in addresses)
        return Measured(name, sum(weights), len(addresses), elsewhere, painted)
