"""`make bench` prints what a pack costs beyond the engine, made bare and asked for by a reader."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.bench import pack_file, pack_request
from tests.support.postgres import fresh_database

MOST_OF_THE_ENGINE = 6.0
"""Tags, headings, bookmarks and the mark on each page are most of it; the request is the rest."""
MOST_MEMORY = 700
"""In MB, for the whole process."""


@pytest.mark.slow  # documents of two hundred pages, on purpose
def test_a_pack_is_measured_beside_the_engine_alone() -> None:
    pack_file.measure()


@pytest.mark.slow  # as above, in processes of their own
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_reader_asks_for_a_pack_of_twenty_items(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
        if database == "postgresql":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_server")))
        found = pack_request.measure(url, tmp_path)
    assert found.pages >= 150
    assert found.pdf <= MOST_OF_THE_ENGINE * found.engine
    assert max(found.pdf_memory, found.html_memory) <= MOST_MEMORY
