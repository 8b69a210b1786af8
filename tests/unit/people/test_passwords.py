"""Passwords: right, wrong, nobody there, and a stored value that is no hash."""

from __future__ import annotations

import pytest

from portal.people import passwords


@pytest.mark.slow  # Argon2id is slow on purpose
@pytest.mark.parametrize(
    ("stored", "matches"),
    [("right", True), ("other", False), (None, False), ("broken", False)],
    ids=["the right password", "another's", "nobody there", "a stored value that is no hash"],
)
def test_a_password_matches_its_own_hash_alone(stored: str | None, *, matches: bool) -> None:
    kept = {
        "right": passwords.hash_password("a long enough password"),
        "other": passwords.hash_password("somebody else's password"),
        "broken": "not a hash",
    }
    given = None if stored is None else kept[stored]
    assert passwords.password_matches(given, "a long enough password") is matches


def test_somebody_unknown_costs_as_much_as_somebody_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    class Counting:
        def verify(self, stored: str, _password: str) -> bool:
            asked.append(stored)
            return True

    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert passwords.password_matches(None, "anything") is False
    assert passwords.password_matches("kept", "anything") is True
    assert asked == [passwords._nobody, "kept"]  # noqa: SLF001 - the hash nobody has
