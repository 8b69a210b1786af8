"""The access matrix: what every actor state gets, at every route and method, for every object.

``make access`` writes it to docs/access.md, where a change of a permission is a changed line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.routing import Rule

from portal.people.gate import ACCESS
from portal.web.access import Access
from tests.integration.access.actors import STATES, ActorState
from tests.integration.access.addresses import Address, addresses, methods, rules
from tests.integration.access.asking import Answer, Asking
from tests.integration.access.world import World

TABLE = "docs/access.md"
FAULT = "!"
WORDS = {
    "Y": "answered",
    ">": "answered by leading on to another page",
    "?": "the form asked again: what was sent is not enough (422)",
    "c": "somebody else changed it meanwhile (409)",
    "b": "what was sent could not be read (400)",
    "N": "refused: yours, but not for your role (403)",
    "o": "what they came for is over (410)",
    ".": "not there, or not there for you (404)",
    "s": "sent to sign in, or to type a code",
    FAULT: "a fault of the service: never in this table",
}
LETTERS = {200: "Y", 204: "Y", 400: "b", 403: "N", 404: ".", 405: "m", 409: "c", 410: "o", 422: "?"}
SIGN_IN = ("/sign-in", "/providers/sign-in")
CODE = "/y"
"""Where a young person types their code."""
WIDTH = 18
"""Where a line's letters begin."""
LETS_THROUGH = frozenset("Y>?cb")
"""The letters of whoever passed: what they sent was read, and answered or found wanting."""
FIRST_ERROR, NOT_ALLOWED, SERVER_FAULT = 400, 405, 500
OTHER_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
UNDECLARED_AS = ("anonymous", "visitor", "support", "county")
"""Who asks, in turn, with a method that is not declared: it is refused before anybody is known."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a letter for each actor state."""

    method: str
    rule: str
    permission: str
    objects: str
    cells: str

    @property
    def heading(self) -> str:
        """The line above it in the table."""
        return f"{self.method} {self.rule}  ({self.permission})"

    @property
    def line(self) -> str:
        """The line itself."""
        return f"  {self.objects}".ljust(WIDTH) + self.cells


@dataclass(slots=True)
class Matrix:
    """The whole table, and what was wrong on the way."""

    rows: list[Row] = field(default_factory=list)
    undeclared: int = 0
    faults: list[str] = field(default_factory=list)


def letter_of(answer: Answer) -> str:
    """Return the letter for an answer."""
    if answer.status in range(300, 400):
        led_to = answer.headers.get("Location", "")
        return "s" if led_to.startswith(SIGN_IN) or led_to.partition("?")[0] == CODE else ">"
    if answer.status >= SERVER_FAULT:
        return FAULT
    return LETTERS.get(answer.status, str(answer.status))


def work_out(
    world: World,
    *,
    endpoints: Collection[str] | None = None,
    states: Sequence[ActorState] = STATES,
    known: Mapping[str, Answer] | None = None,
) -> Matrix:
    """Ask everything as everybody. ``endpoints`` and ``states`` narrow it.

    ``known`` are the answers there are already to the one state that is asked for.
    """
    found, asking = Matrix(), Asking(world)
    chosen = [rule for rule in rules(world.app) if endpoints is None or rule.endpoint in endpoints]
    with asking.watching():
        for rule in chosen:
            _rows_of(rule, found, asking, states, known or {})
        if known is None and states:
            for path, declared in _paths(world, chosen).items():
                _undeclared(path, declared, found, asking)
    return found


def of_methods_not_declared(world: World) -> Matrix:
    """Ask every path with the methods it does not declare."""
    found, asking = Matrix(), Asking(world)
    with asking.watching():
        for path, declared in _paths(world, rules(world.app)).items():
            _undeclared(path, declared, found, asking)
    return found


def count_undeclared(world: World) -> int:
    """Return how many questions there are with methods that no page declares."""
    declared = _paths(world, rules(world.app)).values()
    return sum(len(set(OTHER_METHODS) - each) for each in declared)


def column(table: str, state: ActorState) -> dict[tuple[str, str], str]:
    """Return one state's letters in a written table, by the route and the object."""
    at = [each.key for each in STATES].index(state.key)
    return {
        (heading, line[2:WIDTH].strip()): line[WIDTH + at]
        for heading, lines in lines_by_heading(table.splitlines()).items()
        for line in lines
        if line[2:WIDTH].strip()
    }


def letting_nobody_through(table: str) -> set[str]:
    """Return the routes and methods of a written table that nobody passes, as “GET /x”."""
    return {
        heading.partition("  (")[0]
        for heading, lines in lines_by_heading(table.splitlines()).items()
        if "  (" in heading
        and not any(LETS_THROUGH & set(line[WIDTH:]) for line in lines if line[2:WIDTH].strip())
    }


def _rows_of(
    rule: Rule,
    found: Matrix,
    asking: Asking,
    states: Sequence[ActorState],
    known: Mapping[str, Answer],
) -> None:
    world = asking.world
    declared: Access = world.app.extensions[ACCESS][rule.endpoint]
    need = str(declared.permission or declared.audience.value)
    for address in addresses(world, rule):
        for method in sorted(methods(rule) - {"HEAD", "OPTIONS"}):
            cells = ""
            for state in states:
                answer = known.get(address.asked(method))
                answer = answer or asking.ask(state.key, address.path, method, address.sent)
                cells += letter_of(answer)
                _look(found, (state.key, method, address), answer)
            found.rows.append(Row(method, rule.rule, need, address.objects, cells))


def _look(found: Matrix, asked: tuple[str, str, Address], answer: Answer) -> None:
    """Note what no answer may do: fail, or write where it only reads or refuses."""
    who, method, address = asked
    here = f"{method} {address.path} ({address.objects}) as {who}"
    if answer.status >= SERVER_FAULT:
        found.faults.append(f"{here}: {answer.status}")
    if answer.wrote and (method == "GET" or answer.status >= FIRST_ERROR):
        found.faults.append(f"{here}: {answer.status}, wrote {', '.join(answer.wrote)}")


def _paths(world: World, chosen: Iterable[Rule]) -> dict[str, set[str]]:
    """Return one filled-in path for each rule text, with the methods declared for it."""
    found: dict[str, set[str]] = {}
    for rule in chosen:
        path = next(addresses(world, rule)).path.partition("?")[0]
        found.setdefault(path, set()).update(methods(rule))
    return found


def _undeclared(path: str, declared: set[str], found: Matrix, asking: Asking) -> None:
    """Ask with the methods a path does not declare: 405 for everybody, whoever they are."""
    for method in OTHER_METHODS:
        if method in declared:
            continue
        who = UNDECLARED_AS[found.undeclared % len(UNDECLARED_AS)]
        answer = asking.ask(who, path, method)
        found.undeclared += 1
        if answer.status != NOT_ALLOWED or answer.wrote:
            found.faults.append(f"{method} {path} as {who}: {answer.status}, not 405")


def in_words(matrix: Matrix) -> str:
    """Return the whole text of docs/access.md."""
    return "\n".join(_lines(matrix)) + "\n"


def _lines(matrix: Matrix) -> Iterator[str]:
    yield from INTRODUCTION.splitlines()
    yield from ("", "## Who asks", "", "| Letter | Who |", "|---|---|")
    yield from (f"| `{state.letter}` | {state.words} |" for state in STATES)
    yield from ("", "## What they get", "", "| Sign | Means |", "|---|---|")
    yield from (f"| `{sign}` | {words} |" for sign, words in WORDS.items())
    yield from ("", "## The table", "")
    routes = {(row.rule, row.method) for row in matrix.rows}
    lines, asked = len(matrix.rows), len(STATES)
    yield (
        f"{len(routes)} routes and methods, {len(STATES)} actor states, {lines} lines: "
        f"{lines * asked:,} questions on SQLite and as many on PostgreSQL, and "
        f"{matrix.undeclared:,} with methods that no page declares."
    )
    yield from ("", "```text")
    before = ""
    for row in matrix.rows:
        if row.heading != before:
            yield from (*([""] if before else []), row.heading)
            yield f"  {'':16}{''.join(state.letter for state in STATES)}"
            before = row.heading
        yield row.line
    yield "```"


def lines_by_heading(table: Iterable[str]) -> dict[str, list[str]]:
    """Return a written table's lines by the route they stand under."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in table:
        if line.startswith("  "):
            found.setdefault(heading, []).append(line)
        else:
            heading = line
    return found


INTRODUCTION = """# Who gets what, asked of the portal itself

Written by `make access`, which asks every page as everybody: do not edit by hand. A test fails
where this table and the portal differ, on SQLite or on PostgreSQL, so a change of what somebody may
do is a changed line here, to be read by whoever reviews it.

Everybody works in Burnley, on its Leaving Care – Lasting Homes Panel, on a panel day. Each line is
one route and one object: *own* is the item on that panel whose social worker `w` is; *other item*
is another young person of the same meeting; *other panel* is the district's other panel;
*withdrawn* is an item of `w` taken off the agenda; *stopped* is one on it whose young person no
longer agrees to be discussed; *other district* is Preston's, at Preston's own address; *foreign id*
is Preston's thing asked for at Burnley's address; *other authority* is another county's thing; *-*
is a page about no single thing. Forms are sent empty, which shows who passes. HEAD answers as GET
does, and every method a route does not declare is refused with 405 for everybody; both are checked
and not shown."""
