"""The doctor: a good instance passes, and each of more than twenty bad ones is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal.protection.rules.doctor import SQLITE, DatabaseFacts, Facts, OpenFile, faults

POSTGRES = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
SECRET = "q7V-invented-for-this-unit-only-0123456789-ZyXwVu"
KEEPERS = ("governance@county.gov.test",)
FILE = DatabaseFacts(
    kind="sqlite", version="0007", newest="0007", settings=dict(SQLITE), keepers=KEEPERS
)
SERVER = DatabaseFacts(
    kind="postgresql",
    version="0007",
    newest="0007",
    settings=POSTGRES,
    skew=timedelta(milliseconds=40),
    keepers=KEEPERS,
)
GOOD = Facts(
    debug=False,
    practice=False,
    https=True,
    secret=SECRET,
    database_is_remote=False,
    database_is_encrypted=True,
    files=(OpenFile("keys.json", 0o100600), OpenFile("instance", 0o040700)),
    years_ahead=3,
    help_email="lasting-homes@county.gov.test",
    broken_districts=(),
    database=FILE,
)


@pytest.mark.parametrize("database", [FILE, SERVER], ids=["sqlite", "postgresql"])
def test_a_good_instance_has_no_fault(database: DatabaseFacts) -> None:
    assert faults(replace(GOOD, database=database)) == []


def _file(**settings: str) -> Facts:
    return replace(GOOD, database=replace(FILE, settings={**SQLITE, **settings}))


def _kept(*keepers: str, **given: Any) -> Facts:
    """An instance whose trail these people keep, and whose head is brought to no folder."""
    return replace(GOOD, head_kept=False, database=replace(FILE, keepers=keepers), **given)


def _server(**settings: str) -> Facts:
    return replace(GOOD, database=replace(SERVER, settings={**POSTGRES, **settings}))


BAD: dict[str, tuple[Facts, str]] = {
    "debug mode": (replace(GOOD, debug=True), "debug"),
    "practice mode": (replace(GOOD, practice=True), "practice"),
    "an address that tells": (
        replace(GOOD, telling=(("PORTAL_ADDRESS", "panels"),)),
        "telling_address",
    ),
    "no TLS": (replace(GOOD, https=False), "https"),
    "a second factor only offered": (replace(GOOD, factor_required=False), "second_factor"),
    "a council believed unasked": (replace(GOOD, council_is_believed=True), "council_factor"),
    "the whole world one caller": (replace(GOOD, proxies=0), "proxies"),
    "a short secret": (replace(GOOD, secret="short"), "secret"),
    "a secret of one letter": (replace(GOOD, secret="a" * 64), "secret"),
    "a secret from a guide": (replace(GOOD, secret=f"changeme-{SECRET}"), "secret"),
    "keys others may read": (replace(GOOD, files=(OpenFile("keys.json", 0o100644),)), "readable"),
    "a folder of the group": (replace(GOOD, files=(OpenFile("instance", 0o040750),)), "readable"),
    "no database": (replace(GOOD, database=None), "database"),
    "never set up": (replace(GOOD, database=replace(FILE, version=None)), "migration"),
    "behind a migration": (replace(GOOD, database=replace(FILE, version="0002")), "migration"),
    "far away in clear": (
        replace(GOOD, database_is_remote=True, database_is_encrypted=False, database=SERVER),
        "database_tls",
    ),
    "a slow clock": (
        replace(GOOD, database=replace(SERVER, skew=timedelta(seconds=-31))),
        "clock",
    ),
    "a fast clock": (replace(GOOD, database=replace(SERVER, skew=timedelta(minutes=5))), "clock"),
    "words in plain": (replace(GOOD, database=replace(FILE, unsealed=3)), "unsealed"),
    "a journal that loses": (_file(journal_mode="delete"), "pragma"),
    "no full sync": (_file(synchronous="1"), "pragma"),
    "no foreign keys": (_file(foreign_keys="0"), "pragma"),
    "no recursive triggers": (_file(recursive_triggers="0"), "pragma"),
    "deleted words left lying": (_file(secure_delete="0"), "pragma"),
    "fsync off": (_server(fsync="off"), "durability"),
    "torn pages": (_server(full_page_writes="off"), "durability"),
    "commits that are lost": (_server(synchronous_commit="off"), "durability"),
    "commits only locally flushed": (_server(synchronous_commit="local"), "durability"),
    "a superuser": (replace(GOOD, database=replace(SERVER, superuser=True)), "role_superuser"),
    "a role past the wall": (
        replace(GOOD, database=replace(SERVER, bypasses_rows=True)),
        "role_bypass",
    ),
    "the owner of the tables": (
        replace(GOOD, database=replace(SERVER, owns_tables=True)),
        "role_owner",
    ),
    "holidays run out": (replace(GOOD, years_ahead=0), "bank_holidays"),
    "holidays not known": (replace(GOOD, years_ahead=None), "bank_holidays"),
    "an invented address": (replace(GOOD, help_email="a@county.example"), "help_email"),
    "a broken district": (replace(GOOD, broken_districts=("fylde.toml: TOML",)), "district"),
    "a head nobody's mail takes away": (_kept(*KEEPERS, mail_leaves=False), "trail_head"),
    "a head mailed to no address": (_kept("governance"), "trail_head"),
    "a trail nobody keeps": (_kept(witnesses=("auditor@else.gov.test",)), "trail_keeper"),
    "no rules on keeping": (replace(GOOD, rules_missing="[retention.staff] keep"), "retention"),
}


@pytest.mark.control("C49")
@pytest.mark.parametrize(("facts", "key"), BAD.values(), ids=BAD)
def test_each_bad_configuration_is_named_with_what_to_do(facts: Facts, key: str) -> None:
    found = faults(facts)
    assert [fault.key for fault in found] == [key]
    assert found[0].why.endswith((".", ")")) or "keep" in found[0].why or "TOML" in found[0].why
    assert found[0].do
    assert SECRET not in found[0].why + found[0].do


def test_there_are_at_least_twenty() -> None:
    assert len(BAD) >= 20


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_clock_within_half_a_minute_is_right(seconds: int) -> None:
    held = replace(SERVER, skew=timedelta(seconds=seconds))
    assert faults(replace(GOOD, database=held)) == []


@pytest.mark.control("C44")
def test_a_head_that_leaves_by_one_way_is_enough() -> None:
    kept = replace(GOOD, head_kept=True, mail_leaves=False)
    for facts in (kept, _kept(*KEEPERS), _kept("governance", witnesses=("a@else.gov.test",))):
        assert faults(facts) == []
    assert [fault.key for fault in faults(_kept())] == ["trail_head", "trail_keeper"]


def test_who_keeps_the_trail_is_not_asked_of_a_database_behind() -> None:
    behind = replace(_kept(), database=replace(FILE, version="0002", keepers=None))
    assert [fault.key for fault in faults(behind)] == ["migration"]


def test_without_a_proxy_that_ends_tls_none_is_missed() -> None:
    found = faults(replace(GOOD, https=False, proxies=0))
    assert [fault.key for fault in found] == ["https"]


def test_every_fault_is_named_at_once() -> None:
    found = faults(replace(GOOD, debug=True, https=False, years_ahead=0))
    assert [fault.key for fault in found] == ["debug", "https", "bank_holidays"]
