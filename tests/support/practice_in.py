"""The portal's command with its practice county in a folder of its own, for tests.

python -m tests.support.practice_in FOLDER demo --json
"""

from __future__ import annotations

import sys
from pathlib import Path

from portal.cli import main
from portal.demo import command

if __name__ == "__main__":
    command.FOLDER = Path(sys.argv.pop(1))
    main()
