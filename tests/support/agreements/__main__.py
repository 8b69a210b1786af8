"""Writes docs/agreements.md."""

from __future__ import annotations

import sys

from tests.support.agreements.table import CASES, PAGE, ROOT, page

(ROOT / PAGE).write_text(page(), encoding="utf-8")
sys.stdout.write(f"{PAGE}: {len(CASES)} cases\n")
