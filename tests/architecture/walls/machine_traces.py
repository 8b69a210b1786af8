"""No file names a machine: no home folder, no scratch folder, no package host."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.walls.sources import files, where

HOMES = r"(?<![\w.<}$])/(?:home|Users|root|work|mnt|opt|tmp)/[\w.-]+"
WINDOWS = r"\b[A-Z]:\\\\?(?:Users|Documents)"
HOSTS = r"https?://(?:[\w.-]*\.)?(?:pypi\.org|pythonhosted\.org|npmjs\.org|npmjs\.com|yarnpkg\.com)"
PRIVATE = r"https?://(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d+){2,3}"
TRACE = re.compile(f"{HOMES}|{WINDOWS}|{HOSTS}|{PRIVATE}")
BINARY = frozenset({".docx", ".gif", ".ico", ".jpg", ".pdf", ".png", ".woff2", ".xlsx", ".zip"})


def find_faults(root: Path) -> list[str]:
    """List every line of a text file that names a machine's folder or a package host."""
    faults: list[str] = []
    for path in files(root):
        if path.suffix in BINARY:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if TRACE.search(text):
            faults += [
                f"{where(root, path, number)} names a machine: {found.group()}"
                for number, line in enumerate(text.splitlines(), start=1)
                if (found := TRACE.search(line))
            ]
    return faults
