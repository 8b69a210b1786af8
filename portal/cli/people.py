"""Who works with panels, and their way in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from portal.cli.cases import imports
from portal.cli.shared import command, in_lines, instance, scope_of
from portal.database import unit_of_work
from portal.panels import operations as panels
from portal.people import operations as people
from portal.signin.operations import passwords as sign_in_links
from portal.variations.values import OrganisationKind
from portal.web import clock


def _said_of_people(facts: dict[str, Any]) -> str:
    lines = [f"line {line['line']}, {line['email']}: {line['message']}" for line in facts["lines"]]
    return _with_counts(facts, lines)


@command("people", prose=_said_of_people, group=imports, opens_records=True)
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_people(path: Path) -> dict[str, Any]:
    """Take in a CSV file of joiners or of leavers. Repeating it changes nothing.

    Whoever runs this machine may give every role: also the first administrator's, and that of
    information governance, which no page gives.
    """
    with instance() as app, unit_of_work(scope_of(app, "importing people", writes=True)):
        return people.import_people(
            actor=None, now=datetime.now(UTC), data=path.read_bytes()
        ).as_facts()


def _said_of_rows(facts: dict[str, Any]) -> str:
    lines = [f"line {line['line']}, {line['child']}: {line['message']}" for line in facts["lines"]]
    return _with_counts(facts, lines)


def _with_counts(facts: dict[str, Any], lines: list[str]) -> str:
    counts = (
        f"{facts['taken']} taken, {facts['already']} with nothing to do, {facts['refused']} not"
    )
    return "\n".join([*facts["notes"], *lines, f"{facts['rows']} rows: {counts} taken"])


@command("who-works-with-whom", prose=_said_of_rows, group=imports, opens_records=True)
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_who_works_with_whom(path: Path) -> dict[str, Any]:
    """Take in a CSV file that says who works with whom. Repeating it changes nothing."""
    with (
        instance() as app,
        unit_of_work(scope_of(app, "importing who works with whom", writes=True)),
    ):
        return panels.allocate_from_file(
            actor=None, now=datetime.now(UTC), data=path.read_bytes()
        ).facts("child")


@command("organisation", prose=in_lines("organisation", "kind"), opens_records=True)
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in OrganisationKind]), required=True)
def organisation(name: str, kind: str) -> dict[str, Any]:
    """Add an organisation that people come from, before there is anybody to add it on a page."""
    with instance() as app, unit_of_work(scope_of(app, "adding an organisation", writes=True)):
        added = people.add_organisation(
            actor=None, now=datetime.now(UTC), name=name, kind=OrganisationKind(kind)
        )
        return {"organisation": added.name, "kind": added.kind}


@command("sign-in-link", prose=in_lines("link", "hours"), opens_records=True)
@click.argument("email")
def sign_in_link(email: str) -> dict[str, Any]:
    """Make a link with which the person with this address sets their password. Hand it over."""
    purpose = "making a link to sign in"
    with instance() as app, unit_of_work(scope_of(app, purpose, writes=True)):
        return sign_in_links.link_for(email=email, at=clock.moment())
