"""Run axe-core, the accessibility checker, on an open page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@dataclass(frozen=True)
class Violation:
    """One rule a page breaks, and where."""

    rule: str
    impact: str
    help: str
    targets: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}): {self.help}: {', '.join(self.targets)}"


@cache
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def _violation(raw: dict[str, Any]) -> Violation:
    targets = tuple(str(part) for node in raw["nodes"] for part in node["target"])
    return Violation(raw["id"], str(raw["impact"]), raw["help"], targets)


def violations(page: Page) -> list[Violation]:
    """What axe finds on the page as it stands now.

    The source is evaluated through the debugging channel, which the page's content-security policy
    does not govern, so the page is checked under the very policy its readers get. Where scripts are
    off they are let run for the check alone: the page has been read by then, so its own stay off.
    """
    channel = page.context.new_cdp_session(page)
    channel.send("Emulation.setScriptExecutionDisabled", {"value": False})
    page.evaluate(_source())
    result = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", list(STANDARDS)
    )
    channel.detach()
    if not result["passes"]:
        message = f"axe checked nothing on {page.url}"
        raise AssertionError(message)
    return [_violation(raw) for raw in result["violations"]]
