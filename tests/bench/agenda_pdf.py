"""How much the agenda's PDF costs beyond the engine: `python -m tests.bench.agenda_pdf`.

Both sides set the same words with the same fonts in one run, so the ratio holds on any
machine. The floor is the engine alone: no table, no tags beyond what PDF/UA-1 needs, no
cleaning and no template of ours.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable

from portal.panels.documents import agenda_docx, agenda_pdf
from portal.panels.documents.content import Content, content_of
from portal.web import printing
from tests.unit.panels.agendas import filled_agenda, item

ROUNDS = 40
_PLAIN = b"""#let lines = json(bytes(sys.inputs.lines))
#set document(title: lines.first())
#set text(lang: "en", region: "GB", font: ("Noto Sans", "Libertinus Serif"))
#for line in lines { par(line) }
"""


def _words(content: Content) -> list[str]:
    details = [f"{label} {text}" for label, text in content.details]
    rows = [" ".join(line.cells) for line in content.lines]
    return [content.title, *content.heading, *details, " ".join(content.labels), *rows]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure() -> float:
    """Print medians of interleaved runs for twenty filled slots; return ours over the engine's."""
    starts = [f"{9 + number // 3}.{number % 3 * 20:02}" for number in range(20)]
    page = filled_agenda(*(item(start, f"Invented Person {start}") for start in starts))
    words = json.dumps(_words(content_of(page)))

    def ours() -> object:
        return agenda_pdf(page)

    def floor() -> object:
        return printing.typeset(_PLAIN, {"lines": words})

    def word_file() -> object:
        return agenda_docx(page)

    jobs = {"agenda_pdf": ours, "typst alone": floor, "agenda_docx": word_file}
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(3):
        ours()
        floor()
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            taken[name].append(_seconds(job))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, seconds in medians.items():
        sys.stdout.write(f"{name}: {seconds * 1000:.1f} ms\n")
    ratio = medians["agenda_pdf"] / medians["typst alone"]
    sys.stdout.write(f"agenda_pdf / typst alone: {ratio:.1f}\n")
    return ratio


if __name__ == "__main__":
    measure()
