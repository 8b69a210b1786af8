"""How fast and in how much memory a return is read: ratios in one run, printed, not judged.

    python -m tests.bench.return_reading [children]

Speed: rows a second, and against the csv module alone on the same files. Memory: the peak while
reading 2,000 children and 40,000, findings and rows let go as they come.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

from portal.cases.ssda903 import Row, Source, from_paths, from_stream, read_return
from tests.support.invented_return import InventedReturn, invent, write_csv, write_xml


def _read(sources: list[Source], made: InventedReturn) -> int:
    return sum(
        isinstance(event, Row) for event in read_return(sources, year=made.year, as_of=made.as_of)
    )


def _floor(folder: Path) -> float:
    started = time.perf_counter()
    for path in folder.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            for _ in csv.reader(file):
                pass
    return time.perf_counter() - started


def _peak(sources: list[Source], made: InventedReturn) -> int:
    tracemalloc.start()
    _read(sources, made)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _speed(children: int, folder: Path) -> None:
    made = invent(children)
    write_csv(made, folder)
    floor = _floor(folder)
    started = time.perf_counter()
    rows = _read(from_paths([folder])[0], made)
    seconds = time.perf_counter() - started
    _say(f"CSV: {rows:,} rows of {children:,} children in {seconds:.2f} s")
    _say(f"  {rows / seconds:,.0f} rows a second; {seconds / floor:.1f} times the csv module alone")
    text = io.StringIO()
    write_xml(made, text)
    source = from_stream("return.xml", io.BytesIO(text.getvalue().encode()))
    started = time.perf_counter()
    rows = _read([source], made)
    seconds = time.perf_counter() - started
    _say(f"XML: {rows:,} rows in {seconds:.2f} s; {rows / seconds:,.0f} rows a second")


def _memory(folder: Path) -> float:
    peaks = {}
    for children in (2_000, 40_000):
        made = invent(children)
        total = sum(map(len, made.rows.values()))
        write_csv(made, folder / str(children))
        sources = from_paths([folder / str(children)])[0]
        made.rows.clear()
        peaks[children] = (_peak(sources, made), total)
    (small, few), (large, many) = peaks[2_000], peaks[40_000]
    _say(f"Memory: {small / 1e6:.1f} MB for {few:,} rows, {large / 1e6:.1f} MB for {many:,}")
    _say(f"  {large / small:.1f} times for {many / few:.0f} times the rows")
    further = (large - small) / (many - few)
    _say(f"  {further:.0f} bytes for each further row")
    return further


def main(children: int = 10_000) -> float:
    """Print the ratios; return the bytes remembered for each further row."""
    with tempfile.TemporaryDirectory() as name:
        _speed(children, Path(name) / "speed")
        return _memory(Path(name))


if __name__ == "__main__":
    main(*(int(given) for given in sys.argv[1:]))
