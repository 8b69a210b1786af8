"""What a pack of 20 items and about 200 pages costs: `python -m tests.bench.pack_file`.

The page and the PDF are made from the same values a request has once the rule has said what is
given, and set against the engine alone on the same words in the same run: no tags beyond what
PDF/UA-1 needs, no headings, no bookmarks, no mark and no template of ours. Peak memory is that of
a process of its own which makes one and ends.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from datetime import time as clock
from pathlib import Path
from uuid import UUID

from jinja2 import Environment, PackageLoader, select_autoescape

from portal.packs.documents.pdf import pack_pdf
from portal.packs.pages import ItemView, PackView, PaperView, SectionView
from portal.web import printing
from tests.support.pdf_reading import pages_of

ITEMS, PAPERS, SECTIONS, PARAGRAPHS = 20, 5, 5, 3
ROUNDS = 3
SENTENCE = "An invented sentence about nobody in particular, as long as such sentences tend to be. "
PLAIN = b"""#let words = json(bytes(sys.inputs.words))
#set document(title: "Words")
#set text(size: 11pt, lang: "en", region: "GB", font: ("Noto Sans", "Libertinus Serif"))
#for each in words { par(each) }
"""
_PAGE = """{% from "packs/_papers.html" import papers %}{% for item in pack.items %}
<h2>{{ item.heading }}</h2>{{ papers(item) }}{% endfor %}"""


def invented_pack() -> PackView:
    """Return a pack of twenty items with five papers each."""
    return PackView(
        meeting_id=UUID(int=1),
        panel_id=UUID(int=2),
        panel_name="An invented panel",
        district_name="Nowhere",
        day=date(2026, 12, 17),
        place="",
        cancelled=False,
        number=1,
        published_at=None,
        reader="Harriet Invented",
        made_at=datetime(2026, 12, 10, 9, 0, tzinfo=UTC),
        items=tuple(_item(number) for number in range(1, ITEMS + 1)),
    )


def _item(number: int) -> ItemView:
    return ItemView(
        number=number,
        start=clock(9 + number // 3, number % 3 * 20),
        item_id=UUID(int=number),
        young_person_id=None,
        who=f"AB, reference {number}",
        reference=str(number),
        item_type="Review of the plan",
        state="",
        papers=tuple(_paper(number, paper) for paper in range(1, PAPERS + 1)),
    )


def _paper(item: int, number: int) -> PaperView:
    return PaperView(
        place=f"{item}.{number}",
        kind="Case summary",
        title="An invented summary",
        mark="",
        change="",
        facts="Updated 1 December 2026",
        left_out="",
        sections=tuple(
            SectionView(f"Part {part}", (SENTENCE * 5,) * PARAGRAPHS)
            for part in range(1, SECTIONS + 1)
        ),
    )


def _words(pack: PackView) -> list[str]:
    said = []
    for item in pack.items:
        said.append(item.heading)
        for paper in item.papers:
            said += [paper.heading, paper.facts]
            for section in paper.sections:
                said += [section.heading, *section.paragraphs]
    return said


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _peak(name: str) -> int:
    """Return the most memory in MB that a process needs which does one job once."""
    asked = [sys.executable, "-m", "tests.bench.pack_file", name]
    found = subprocess.run(asked, check=True, capture_output=True, text=True)
    return int(found.stdout)


def _jobs() -> dict[str, Callable[[], object]]:
    pack = invented_pack()
    words = json.dumps(_words(pack))
    site = Environment(
        loader=PackageLoader("portal.packs"), autoescape=select_autoescape(default=True)
    )
    template = site.from_string(_PAGE)
    return {
        "nothing": lambda: None,
        "typst alone": lambda: printing.typeset(PLAIN, {"words": words}),
        "pack as PDF": lambda: pack_pdf(pack),
        "pack as PDF, large print": lambda: pack_pdf(pack, large=True),
        "pack as HTML": lambda: template.render(pack=pack),
    }


def measure() -> float:
    """Print medians and peaks; return the PDF's time over the engine's alone."""
    jobs = _jobs()
    found: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            found[name].append(_seconds(job))
    made = pack_pdf(invented_pack())
    sys.stdout.write(f"{ITEMS} items, {len(pages_of(made))} pages, {len(made) // 1024} kB\n")
    medians = {name: statistics.median(times) for name, times in found.items()}
    floor, floor_peak = medians["typst alone"], _peak("typst alone")
    for name, seconds in medians.items():
        peak = _peak(name)
        sys.stdout.write(
            f"{name}: {seconds * 1000:.0f} ms ({seconds / floor:.2f} of typst alone), "
            f"at most {peak} MB ({peak / floor_peak:.2f})\n"
        )
    return medians["pack as PDF"] / floor


if __name__ == "__main__":
    if sys.argv[1:]:
        _jobs()[sys.argv[1]]()
        status = Path("/proc/self/status").read_text(encoding="ascii")
        sys.stdout.write(str(int(status.partition("VmHWM:")[2].split()[0]) // 1024))
    else:
        measure()
