"""`make bench` prints what the agenda's PDF costs beyond the engine; nothing is held to a time."""

from __future__ import annotations

import pytest

from tests.bench.agenda_pdf import measure


@pytest.mark.slow  # many documents, on purpose
def test_the_agenda_as_pdf_is_measured_beside_the_engine_alone() -> None:
    measure()
