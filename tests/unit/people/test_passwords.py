"""Passwords: right, wrong, nobody there, and a stored value that is no hash."""

from __future__ import annotations

import pytest

from portal.people import passwords


@pytest.mark.slow  # Argon2id is slow on purpose
@pytest.mark.usefixtures("real_passwords")
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


@pytest.mark.slow  # Argon2id is slow on purpose
@pytest.mark.usefixtures("real_passwords")
def test_a_hash_takes_the_work_that_owasp_asks_for() -> None:
    """As its own words say; tests of other things hash with less."""
    for made in (passwords.hash_password("a long enough password"), passwords._nobody):  # noqa: SLF001 - the hash nobody has
        assert made.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert not passwords.is_outdated(made)


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
