"""What a young person's first page weighs over the wire, and when its words are there, on a phone.

The browser is slowed down to what its own tools call slow 3G by throughput (400 kbit/s each way)
with 400 ms for every round trip, and its processor to a quarter.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from portal.app import create_app
from portal.settings import Settings
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
    "list of guides": "/g",
    "short page": "/g/meeting?lang=en",
    "short page, Arabic": "/g/meeting?lang=ar",
    "short page, Tigrinya, letters loaded": "/g/meeting?lang=ti",
    "longest guide": "/g/at/preston/ways?lang=en",
    "longest guide, easy read": "/g/at/preston/ways?lang=en&words=pictures",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One page's weight in bytes with its headers, its requests, and its first text in seconds."""

    name: str
    weight: int
    requests: int
    elsewhere: int
    first_text: float


@contextmanager
def address() -> Iterator[str]:
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


def measure(browser: Browser) -> list[Measured]:
    """Open each page in a browser that has never been there; print and return what it took."""
    found = []
    with address() as url:
        for name, place in PLACES.items():
            found.append(_one(browser, url, name, place))
    for each in found:
        sys_line = f"{each.name}: {each.weight / 1000:.1f} kB in {each.requests} requests"
        print(f"{sys_line}, first text after {each.first_text:.2f} s")  # noqa: T201 - a bench prints
    return found


def _one(browser: Browser, url: str, name: str, place: str) -> Measured:
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="en-GB")
    try:
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
        page.goto(url + place, wait_until="networkidle")
        painted = page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
        )
        elsewhere = sum(not asked.startswith(url) for asked in addresses)
        return Measured(name, sum(weights), len(addresses), elsewhere, painted)
    finally:
        context.close()
