"""Write docs/access.md from the portal as it stands, on an empty SQLite database."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from flask.testing import FlaskClient

from portal.database import TEST_CONNECTION, db
from tests.integration.access import matrix
from tests.integration.access.world import build
from tests.integration.conftest import MovableClock, served
from tests.support.representative import rules_with_a_representative

ROOT = Path(__file__).resolve().parents[3]


def main() -> None:
    """Ask everything as everybody, and write down what came."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        with served(
            f"sqlite:///{where / 'portal.sqlite'}",
            where,
            MovableClock(),
            machine=MovableClock(),
            config=rules_with_a_representative(where),
        ) as app:
            app.config["PROPAGATE_EXCEPTIONS"] = False
            app.test_client_class = FlaskClient
            world = build(app)
            with app.app_context():
                engine = db.engine
            with engine.connect() as connection, connection.begin() as transaction:
                app.extensions[TEST_CONNECTION] = connection
                found = matrix.work_out(world)
                transaction.rollback()
    (ROOT / matrix.TABLE).write_text(matrix.in_words(found), encoding="utf-8")
    sys.stderr.write(f"Wrote {matrix.TABLE}: {len(found.rows)} lines\n")
    for fault in found.faults:
        sys.stderr.write(f"Wrong: {fault}\n")


if __name__ == "__main__":
    main()
