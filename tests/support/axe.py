"""Run axe-core, the accessibility checker, on an open page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

_RUN = """async tags => {
  const only = {type: "tag", values: tags};
  const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"]});
  return {
    passes: found.passes.length,
    violations: found.violations.map(({id, impact, help, nodes}) => (
      {id, impact, help, nodes: nodes.map(({target}) => ({target}))}
    )),
  };
}"""
"""Every rule at every element; of the rules that are kept it is only counted how many they are."""


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


def _audit(page: Page) -> dict[str, Any]:
    """Return what is broken, and how many rules are kept: all that is found is too much to send."""
    if not page.evaluate("typeof window.axe?.run === 'function'"):
        page.evaluate(_source())
    result: dict[str, Any] = page.evaluate(_RUN, list(STANDARDS))
    return result


def _audit_without_scripts(page: Page) -> dict[str, Any]:
    """Audit the same document in a page where axe can run and the document's scripts cannot."""
    body = page.content()
    browser = page.context.browser
    if browser is None:
        message = "the page has no browser left"
        raise AssertionError(message)
    context = browser.new_context(
        viewport=page.viewport_size, storage_state=page.context.storage_state()
    )
    try:
        twin = context.new_page()
        twin.route(
            lambda url: url == page.url,
            lambda route: route.fulfill(
                body=body,
                headers={
                    "Content-Type": "text/html; charset=utf-8",
                    "Content-Security-Policy": "script-src 'none'",
                },
            ),
        )
        twin.goto(page.url)
        return _audit(twin)
    finally:
        context.close()


def violations(page: Page) -> list[Violation]:
    """What axe finds on the page as it stands now.

    The source is evaluated through the debugging channel, which the page's content-security policy
    does not govern, so the page is checked under the very policy its readers get. A page with
    scripts off is checked as a copy, because axe waits for timers that do not run there.
    """
    scripts_off = page.evaluate("matchMedia('(scripting: none)').matches")
    result = _audit_without_scripts(page) if scripts_off else _audit(page)
    if not result["passes"]:
        message = f"axe checked nothing on {page.url}"
        raise AssertionError(message)
    return [_violation(raw) for raw in result["violations"]]
