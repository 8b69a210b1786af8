"""What this room's commands answer, as facts for JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from portal import audit, database
from portal.database import Scope
from portal.database.sealed import keyring
from portal.kernel.errors import RuleError
from portal.keyring import Purpose
from portal.papers.operations import reseal_files
from portal.protection.operations import copies, doctor, keys, retention
from portal.protection.operations.retention import Plan
from portal.protection.pages import copy_files
from portal.protection.pages import register as registers
from portal.protection.queries.holdings import everything_about, young_person_of
from portal.signin.operations.resealing import reseal_secrets, secrets_by_key
from portal.web.clock import LONDON
from portal.web.csv_export import csv_text

FOLDER_MODE = 0o700
FILE_MODE = 0o600
Work = Callable[[], AbstractContextManager[None]]


def list_keys() -> dict[str, Any]:
    """Say which keys there are, and how many values each of those that seal rows still seals."""
    sealed = keys.values_by_key()
    seals: dict[Purpose, Mapping[Any, int]] = {
        Purpose.FIELDS: sealed,
        Purpose.FACTORS: secrets_by_key(),
    }
    return {
        "rings": [
            {
                "purpose": purpose.value,
                "current": keyring().current(purpose).number,
                "keys": [
                    {"number": number}
                    | ({"seals": seals[purpose].get(number, 0)} if purpose in seals else {})
                    for number in keyring().numbers(purpose)
                ],
            }
            for purpose in Purpose
        ],
        "not_sealed": sealed.get(None, 0),
    }


def rotate_key(purpose: str, now: datetime) -> dict[str, Any]:
    """Add a key to a ring; say what is to be done next."""
    number = keys.rotate(purpose=Purpose(purpose), actor_id=None, now=now)
    following = {
        Purpose.FACTORS: "Run “portal keys reseal” so that the old key seals no app’s secret.",
        Purpose.PAPERS: "Run “portal keys reseal” so that the old key seals no file any more.",
        Purpose.FIELDS: "Run “portal keys reseal” so that the old key seals nothing any more.",
    }
    return {
        "purpose": purpose,
        "number": number,
        "next": following.get(Purpose(purpose), ""),
    }


def keep_head(scope: Scope, now: datetime) -> dict[str, Any]:
    """Keep the trail's head now that its new key has signed one; say where, or that it is to be."""
    places = audit.keep_head_after(scope, now)
    by_hand = "Keep what “portal audit head” prints, away from this machine."
    return {"kept_in": places, "next": "" if places else by_hand}


def reseal(work: Work, now: datetime) -> dict[str, Any]:
    """Seal everything with today's key. RuleError where values do not open; the rest is done."""
    done = keys.reseal(work=work, actor_id=None, now=now)
    if done.first_sealed:
        database.forget_what_was_overwritten()
    apps = reseal_secrets(work=work, now=now)
    files = reseal_files(work=work, now=now)
    if done.unreadable or apps.unreadable or files.unreadable:
        places = "; ".join((*done.unreadable, *apps.unreadable, *files.unreadable))
        raise RuleError(f"These values do not open and were left as they are: {places}.")
    return {
        "sealed_again": done.sealed_again,
        "first_sealed": done.first_sealed,
        "apps_sealed_again": apps.sealed_again,
        "files_sealed_again": files.sealed_again,
    }


def retention_plan(now: datetime, today: date) -> dict[str, Any]:
    """Say what the rules on keeping would delete, kind by kind; delete nothing."""
    audit.opened(subject=("retention", None), actor_id=None, now=now)
    return told_of(retention.plan(actor=None, today=today), deleted=False)


def retention_run(now: datetime, today: date) -> dict[str, Any]:
    """Delete what is due and does not stay; say what that was."""
    return told_of(retention.run(actor=None, now=now, today=today), deleted=True)


def told_of(plan: Plan, *, deleted: bool) -> dict[str, Any]:
    """Return what is due, kind by kind, and why what stays does."""
    kinds = []
    for rule in plan.rules:
        due = [each for each in plan.due if each.candidate.kind is rule.kind]
        kinds.append(
            {
                "kind": rule.kind.value,
                "what": rule.kind.label,
                "keep": str(rule.keep),
                "after": rule.kind.after,
                "why": rule.why,
                "basis": rule.basis,
                "source": rule.source,
                "due": sum(not each.stays for each in due),
                "held": sum(each.held for each in due),
                "restricted": sum(each.restricted for each in due),
                "unfiled": sum(each.candidate.unfiled for each in due),
                "rows": [
                    {
                        "id": str(each.candidate.row_id),
                        "about": each.candidate.label,
                        "happened_on": each.candidate.happened_on.isoformat(),
                        "due_on": each.due_on.isoformat(),
                        "held": each.held,
                        "restricted": each.restricted,
                        "unfiled": each.candidate.unfiled,
                    }
                    for each in due
                ],
            }
        )
    return {"as_of": plan.today.isoformat(), "deleted": deleted, "kinds": kinds}


def plan_in_words(facts: dict[str, Any]) -> str:
    """Return what went or would go, a line for each kind."""
    word = "deleted" if facts["deleted"] else "would be deleted"
    return "\n".join(
        f"{kind['what']} (kept {kind['keep']}): {kind['due']} {word}, {kind['held']} held, "
        f"{kind['restricted']} restricted, {kind['unfiled']} not on the child’s file yet"
        for kind in facts["kinds"]
    )


def export_person(reference: str, folder: Path, now: datetime) -> dict[str, Any]:
    """Write everything held about a young person into a new folder, as a draft for people.

    RuleError where the folder holds something already; NotFoundError for an unknown reference.
    """
    person = young_person_of(reference)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RuleError(f"There is something at {folder} already. Name another folder with --to.")
    holdings = everything_about(person.id)
    today = now.astimezone(LONDON).date()
    files = copy_files.draft(holdings, today)
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    for name, held in files.items():
        path = folder / name
        path.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
        path.touch(mode=FILE_MODE)
        with path.open("wb") as file:
            file.writelines(copy_files.pieces(held))
    copies.note_draft(young_person_id=person.id, actor_id=None, now=now)
    return {
        "reference": holdings.reference,
        "folder": str(folder),
        "files": sorted(files),
        "sections": {section.kind: len(section.records) for section in holdings.sections},
        "shown_to": len(holdings.shown),
        "others": copy_files.third_parties(holdings),
    }


def export_in_words(facts: dict[str, Any]) -> str:
    """Return where the draft is and what is to be done with it."""
    count = sum(facts["sections"].values())
    return (
        f"{facts['folder']}: {count} records in {len(facts['files'])} files. "
        f"{len(facts['others'])} values are or may be about somebody else. "
        "This is a draft: a person decides on each record, and a second person reads it."
    )


def register(today: date) -> dict[str, Any]:
    """Return what is shared with whom and why, from the rules in force."""
    return registers.facts(registers.register(today))


def register_file(today: date) -> str:
    """Return the register's recipients as CSV."""
    return csv_text(registers.COLUMNS, registers.rows(registers.register(today)))


def register_in_words(facts: dict[str, Any]) -> str:
    """Return who is told what, a line for each seat."""
    lines = [f"{facts['controller']}: {facts['purpose']}", facts["basis"], facts["special_basis"]]
    for part in facts["recipients"]:
        lines.append(f"{part['organisations']}: {part['why']} {part['basis']}")
        for seat in part["seats"]:
            data = "; ".join(seat["data"]) or "the agenda alone"
            lines.append(f"  {seat['seat']}, {seat['panel']} ({len(seat['districts'])}): {data}")
        lines += [f"  {each['who']} ({each['people']}): {each['data']}" for each in part["others"]]
        if not part["people"]:
            lines.append(f"  {registers.NOBODY}")
    lines += [f"{each['service']}: {each['carries']}" for each in facts["services"]]
    return "\n".join([*lines, *facts["gaps"]])


def examine(app: Flask, now: datetime) -> dict[str, Any]:
    """Say whether this instance is fit for real data, and what must be put right first."""
    found = doctor.examine(app, now=now)
    reasons = "; ".join(each.key for each in found)
    error = {"error": f"Not fit for real data: {reasons}."} if found else {}
    return {
        "ok": not found,
        **error,
        "faults": [{"key": each.key, "why": each.why, "do": each.do} for each in found],
    }


def examination_in_words(facts: dict[str, Any]) -> str:
    """Return each fault with what to do, or that there is none."""
    if facts["ok"]:
        return "Nothing stands against real data."
    return "\n".join(f"{each['why']} {each['do']}" for each in facts["faults"])
