"""Papers in a browser: a case summary out of Word, without the section that is never taken in."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.journeys.conftest import Arrives, CountyAt
from tests.support.invented_papers import CANARY, word

pytestmark = pytest.mark.journey
SUMMARY = word(
    ("h1", "About them"),
    "Likes football and drama",
    ("h1", "1. Why we are involved"),
    f"Words that must not be kept: {CANARY}",
    ("h1", "Health"),
    "Well, and registered with a dentist",
)


@pytest.mark.requirement("R47", "R53")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_case_summary_is_taken_in_out_of_word(
    county: CountyAt, arrives: Arrives, tmp_path: Path, *, scripts: bool
) -> None:
    file = tmp_path / "case_summary.docx"
    file.write_bytes(SUMMARY)
    casey = arrives(county("agenda-due"), "case-support", scripts=scripts)
    casey.follow(re.compile("^Publish the agenda for"))
    casey.follow(re.compile("People and access"))
    casey.follow("Papers")
    casey.page.get_by_role("button", name="Add a paper").click()
    casey.follow(re.compile("Choose a file.*Case summary"))
    casey.box("File").set_input_files(file)
    casey.date("When was it written or last updated?", date(2026, 11, 20))
    casey.press("Take the file in")
    casey.sees("Look at this paper and confirm it", "“Why we are involved”", "Likes football")
    assert CANARY not in casey.page.content()
    casey.press("Confirm")
    casey.sees("There is a problem", "Read what was kept, then tick the box")
    casey.page.get_by_label(re.compile("I have read what was kept")).check()
    casey.press("Confirm")
    casey.sees("Confirmed. The paper is ready for the panel.", "Case summary")
    casey.follow(re.compile("case summary"))
    casey.sees("Likes football and drama", "registered with a dentist")
    assert CANARY not in casey.page.content()
