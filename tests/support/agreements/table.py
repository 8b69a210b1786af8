"""The truth table of agreements: the cases the tests run, and docs/agreements.md made from them.

`make agreements` writes the page; a test fails where the page and the cases differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.support.agreements.agencies import AGENCIES
from tests.support.agreements.answers import ANSWERS, ENDS
from tests.support.agreements.deciding import OVERRIDES
from tests.support.agreements.ground import Case
from tests.support.agreements.papers import LIMITS, PAPERS

ROOT = Path(__file__).resolve().parents[3]
PAGE = "docs/agreements.md"
GROUPS: tuple[tuple[str, tuple[Case, ...]], ...] = (
    ("Answers", ANSWERS),
    ("When an answer ends", ENDS),
    ("Papers and organisations", PAPERS),
    ("Limits", LIMITS),
    ("What agencies write", AGENCIES),
    ("A manager's decision", OVERRIDES),
)
CASES: tuple[Case, ...] = tuple(case for _, cases in GROUPS for case in cases)
INTRODUCTION = """# When an agreement is in force

Written by `make agreements` from the cases that the tests run: do not edit by hand. One pure
function, `portal.agreements.rules.in_force`, answers for every agenda, page and pack.

- An answer is never changed. The newest one that was recorded by then decides; of several in the
  same second the one with the highest number.
- Each answer is for one panel's day, and ends when that day's record is filed or was due. A
  referral to housing is asked on its own and ends by no panel.
- An answer given before the 18th birthday ends at midnight when the birthday begins in England.
- Papers are agreed to paper by paper and organisation by organisation, as they were when asked.
  What is new since, a paper, an organisation or a section, is asked afresh. No paper goes out
  where the panel may not discuss the young person.
- What an agency writes for an item is no paper that could be named when somebody is asked, because
  agencies write until the day. It goes to those organisations to which at least one paper may go.
  Where a part of the papers is kept from one, what speaks of how the young person is doing stays
  away from it; what speaks of homes and schemes does not.
- A record of capacity changes nothing here. It never rewrites an answer.
- A manager's decision to have an item heard is no agreement. It gives no paper to anybody.
"""


def page() -> str:
    """Return docs/agreements.md."""
    return "\n".join([INTRODUCTION, *_tables()])


def _tables() -> Iterator[str]:
    for title, cases in GROUPS:
        yield f"## {title}\n"
        yield "| What happened | What is asked | In force | Why |"
        yield "|---|---|---|---|"
        for case in cases:
            yes = "yes" if case.yes else "no"
            but = f", without {', '.join(sorted(case.without))}" if case.without else ""
            why = case.why.value.replace("_", " ")
            yield f"| {case.happened} | {case.asked} | **{yes}**{but} | {why} |"
        yield ""
