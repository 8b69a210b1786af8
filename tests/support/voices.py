"""Voices for a browser that has none: what a page reads aloud is kept, and nothing sounds."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

VOICES = """
(voices) => {
  const spoken = (window.spoken = []);
  class Utterance { constructor(text) { this.text = text; } }
  const speech = {
    held: null,
    getVoices: () => voices,
    addEventListener() {},
    cancel() { this.held = null; },
    speak(utterance) {
      spoken.push([utterance.lang, utterance.text]);
      this.held = utterance;
      if (!window.slow) setTimeout(() => this.held === utterance && utterance.onend(), 1);
    },
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance });
}
"""
ENGLISH: dict[str, Any] = {"lang": "en-GB", "localService": True}


def with_voices(page: Page, *voices: dict[str, Any]) -> None:
    """Give a browser these voices, before its pages open."""
    page.add_init_script(
        f"({VOICES})({list(voices)!r})".replace("True", "true").replace("False", "false")
    )


def spoken(page: Page) -> list[list[str]]:
    """Return what was read aloud on this page so far: each time the language and the words."""
    found: list[list[str]] = page.evaluate("window.spoken")
    return found
