"""An exception from a rule says which rule, and why."""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path

from tests.architecture.walls.sources import files, where

EXCUSE = re.compile(r"#\s*(noqa|type:\s*ignore|pragma|mypy:|ruff:)", re.IGNORECASE)
CODED = re.compile(r"#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|type:\s*ignore\[[\w, -]+\])")
WORDS = re.compile(r"[A-Za-z]{3,}")


def find_faults(root: Path) -> list[str]:
    """List every silenced check without a code or without words of reason on the line."""
    faults: list[str] = []
    for path in files(root, ending=".py"):
        text = path.read_text(encoding="utf-8")
        if not EXCUSE.search(text):
            continue
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type != tokenize.COMMENT:
                continue
            if EXCUSE.search(token.string) and not _has_reason(token.string):
                faults.append(
                    f"{where(root, path, token.start[0])} silences a check without a reason"
                )
    return faults


def _has_reason(comment: str) -> bool:
    """Whether each excuse in the comment names its rule and words stand beside it."""
    rest = CODED.sub("", comment)
    return not EXCUSE.search(rest) and WORDS.search(rest) is not None
