"""What a configuration file may say: TOML in, checked tables out, and tables into values.

A file is read in two steps. First its shape: unknown keys and wrong types are errors that name
file, table and key. Then, once the layers are laid over each other (`declarative`), the values:
impossible ones are errors too. Nothing is guessed and nothing is ignored.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeAlias

from portal.kernel.errors import ConfigurationError
from portal.kernel.kinds import PanelKind
from portal.variations import guides, keeping, questions
from portal.variations import reading as read
from portal.variations.messages import MESSAGES, MessageWording
from portal.variations.reading import Clean, Named, Rows, Table, Where
from portal.variations.values import (
    COLUMN_KEYS,
    DEADLINES,
    WEEKDAYS,
    AgendaSection,
    AgendaTemplate,
    Block,
    Break,
    ChairRule,
    Column,
    DecisionWord,
    ItemQuorum,
    MeetingFrequency,
    NoticePeriod,
    OrganisationKind,
    PackSection,
    QuorumRule,
    Seat,
    SlotPlan,
    ValueProblem,
)

Level: TypeAlias = Literal["product", "county", "area", "district"]
Tables: TypeAlias = dict[tuple[PanelKind, str], Any]
"""For a kind of panel and a hook (or “seats”), what one file says about it."""

_KINDS = tuple(kind.value for kind in PanelKind)
_END_ROW = read.choice("slot", "end_marker")
_BLOCK = Table({"start": read.moment, "end": read.moment, "end_row": _END_ROW}, ("start", "end"))
_BREAK = Table(
    {"start": read.moment, "minutes": read.whole, "label": read.text}, ("start", "minutes")
)
_NOTICE = Table(
    {
        "days": read.whole,
        "counting": read.choice("plain", "clear"),
        "cut_off": read.moment,
        "closed_days": read.closed_days,
        "note": read.free_text,
    },
    inline=False,
)
_SEAT = Table(
    {
        "label": read.text,
        "organisation_kind": read.choice(*(kind.value for kind in OrganisationKind)),
        "core": read.flag,
        "switchable": read.flag,
        "in_use": read.flag,
        "case_bound": read.flag,
        "counts_to_quorum": read.flag,
        "sees_names": read.flag,
        "sections": read.choices(*(section.value for section in PackSection)),
        "attends": read.choice("always", "as_required", "term_time"),
        "note": read.free_text,
        "for_young_people": read.free_text,
    },
    inline=False,
)
SHAPES: dict[str, read.Reader] = {
    "seats": Named(_SEAT, inline=False),
    "chair_rule": Table(
        {
            "seat": read.text,
            "deputies": read.texts,
            "reason": read.free_text,
            "district": read.text,
        }
    ),
    "membership_extensions": Table({"seats": read.texts}, ("seats",)),
    "quorum_rule": Table(
        {
            "least": read.whole,
            "required_seats": read.texts,
            "reason": read.free_text,
            "item": Table(
                {"least": read.whole, "required_seats": read.texts, "one_of": read.texts},
                inline=False,
            ),
        }
    ),
    "notice_period": Table(dict.fromkeys(DEADLINES, _NOTICE)),
    "meeting_frequency": Table(
        {
            "every_months": read.whole,
            "every_weeks": read.whole,
            "alert_after_days": read.whole,
            "weekday": read.choice(*WEEKDAYS),
            "follows": read.free_text,
        }
    ),
    "slot_plan": Table(
        {
            "part": read.text,
            "slot_minutes": read.whole,
            "buffer_minutes": read.whole,
            "hold_back": read.whole,
            "most_cases": read.whole,
            "least_lunch_minutes": read.whole,
            "end_row": _END_ROW,
            "breaks": Rows(_BREAK),
            "parts": Named(Rows(_BLOCK), inline=False),
        }
    ),
    "agenda_template": Table(
        {
            "heading": read.texts,
            "time_style": read.choice("dotted", "plain_english"),
            "columns": Rows(
                Table({"key": read.choice(*COLUMN_KEYS), "label": read.text}, ("key", "label"))
            ),
            "sections": Rows(
                Table(
                    {"key": read.text, "label": read.text, "confidential": read.flag},
                    ("key", "label"),
                )
            ),
        }
    ),
    "decision_words": Rows(
        Table(
            {
                "key": read.text,
                "label": read.text,
                "meaning": read.free_text,
                "legal_consequence": read.free_text,
                "asks_for": read.choices("reason", "actions", "until", "who"),
            },
            ("key", "label"),
        )
    ),
    "message_wording": Table(
        dict.fromkeys(MESSAGES, Table({"subject": read.text, "body": read.text}, inline=False))
    ),
    "guides": guides.SHAPE,
    "views_questions": questions.SHAPE,
}
"""The shape of every hook's table, and of the seats a panel may have."""

_CALENDAR = Table(
    {"first_year": read.whole, "last_year": read.whole, "closed_days": read.closed_days}
)
_MESSAGE_TIMES = Table(
    {"settle_minutes": read.whole, "quiet_from": read.moment, "quiet_until": read.moment}
)
_TRAIL = Table({"witnesses": read.texts})
_YOUNG_PERSON = Table(
    {
        "leave_to": read.text,
        "avoid": read.texts,
        "advocate": read.text,
        "complain": read.text,
        "copies": read.text,
    }
)
_HEADS: dict[Level, tuple[str, Table]] = {
    "county": (
        "authority",
        Table(
            {
                "id": read.text,
                "name": read.text,
                "help_email": read.text,
                "districts_start_on": read.day,
            },
            ("id", "name", "help_email"),
        ),
    ),
    "area": ("area", Table({"name": read.text, "county": read.text}, ("name", "county"))),
    "district": (
        "district",
        Table(
            {
                "name": read.text,
                "ons_code": read.text,
                "area": read.text,
                "starts_on": read.day,
                "ends_on": read.day,
                "successors": read.texts,
                "plugins": read.texts,
            },
            ("name", "area"),
        ),
    ),
}


@dataclass(frozen=True)
class Stretch:
    """What a file says for a stretch of days, both ends inclusive, None being open."""

    starts: date | None
    until: date | None
    tables: Tables
    table_prefix: str = ""

    def holds(self, day: date) -> bool:
        """Whether this stretch is in force on that day."""
        return (self.starts is None or self.starts <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True)
class LayerFile:
    """One configuration file, read and checked for shape. `file` is its name as shown."""

    file: str
    level: Level
    head: Clean
    calendar: Clean
    postcodes: Mapping[str, str]
    messages: Clean
    stretches: tuple[Stretch, ...]
    retention: Clean = field(default_factory=dict)
    register: Clean = field(default_factory=dict)
    """How long things are kept, and the register's words: of the product's and county's alone."""
    young_person: Clean = field(default_factory=dict)
    """What young people's pages go by."""
    trail: Clean = field(default_factory=dict)
    """Who keeps the trail's seal: of the product's and county's alone."""

    @property
    def plugins(self) -> tuple[str, ...]:
        """The plugins a district's file lists, farthest first: the last one is the nearest."""
        listed = self.head.get("plugins", ())
        assert isinstance(listed, tuple)  # the shape has read it
        return listed


def read_file(path: Path, file: str, level: Level) -> LayerFile:
    """Read a file of that level. ConfigurationError names file, table and key."""
    raw = _parse(path, file)
    top = Where(file)
    head_name, head_shape = _HEADS.get(level, ("", Table({})))
    allowed = {*_KINDS, "both", "dated", "calendar", "young_person"}
    if level == "county":
        allowed.add("postcodes")
    if level in {"product", "county"}:
        allowed |= {"retention", "register", "messages", "trail"}
    if head_name:
        allowed.add(head_name)
        if head_name not in raw:
            top.into(head_name).fail("This table is missing.")
    for key, held in raw.items():
        if key in SHAPES:
            hint = f"Say for which kind of panel: [leaving_care.{key}], [lasting_home.{key}]"
            top.into(key).fail(f"{hint} or [both.{key}].")
        if key not in allowed:
            read.unknown(key, allowed, top, table=isinstance(held, dict))
    calendar = _CALENDAR(raw.get("calendar", {}), top.into("calendar"))
    first, last = calendar.get("first_year"), calendar.get("last_year")
    if isinstance(first, int) and isinstance(last, int) and last < first:
        top.into("calendar").at("last_year").fail("This is before first_year.")
    head = head_shape(raw.get(head_name, {}), top.into(head_name))
    return LayerFile(
        file=file,
        level=level,
        head=head,
        calendar=calendar,
        postcodes=_postcodes(raw.get("postcodes", {}), top.into("postcodes")),
        messages=_MESSAGE_TIMES(raw.get("messages", {}), top.into("messages")),
        stretches=(
            Stretch(None, None, _tables(raw, top)),
            *_dated(raw.get("dated", []), top),
        ),
        retention=keeping.retention_tables(raw.get("retention", {}), top.into("retention")),
        register=keeping.register_tables(raw.get("register", {}), top.into("register")),
        young_person=_YOUNG_PERSON(raw.get("young_person", {}), top.into("young_person")),
        trail=_TRAIL(raw.get("trail", {}), top.into("trail")),
    )


def read_head(path: Path, file: str, level: Level) -> Clean:
    """Give the identity of a file that is otherwise wrong; empty if that is wrong too."""
    name, shape = _HEADS[level]
    try:
        return shape(_parse(path, file).get(name, {}), Where(file, name))
    except ConfigurationError:
        return {}


def _parse(path: Path, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(file, "TOML", f"This is not TOML: {error}.") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(file, "TOML", "This is not UTF-8 text.") from error
    except OSError as error:
        raise ConfigurationError(file, "file", f"It cannot be read: {error.strerror}.") from error


def _postcodes(raw: object, where: Where) -> dict[str, str]:
    if not isinstance(raw, dict):
        where.fail("This should be a table of outward codes.")
    return {code.upper(): read.text(slug, where.at(code)) for code, slug in raw.items()}


def _dated(raw: object, top: Where) -> tuple[Stretch, ...]:
    if not isinstance(raw, list):
        top.at("dated").fail("Start each dated block with [[dated]], in double brackets.")
    stretches = []
    for place, block in enumerate(raw, 1):
        where = Where(top.file, f"dated {place}")
        if not isinstance(block, dict):
            where.fail("This should be a table.")
        for key in block:
            if key not in {"from", "until", "both", *_KINDS}:
                read.unknown(key, ("from", "until", "both", *_KINDS), where)
        starts = read.day(block["from"], where.at("from")) if "from" in block else None
        until = read.day(block["until"], where.at("until")) if "until" in block else None
        if starts is None and until is None:
            where.at("from").fail("A dated block needs a date in from, in until or in both.")
        if starts and until and until < starts:
            where.at("until").fail("This is before from.")
        stretches.append(Stretch(starts, until, _tables(block, where), f"{where.table}."))
    return tuple(stretches)


def _tables(raw: Mapping[str, object], top: Where) -> Tables:
    """Give the hooks' tables, those under `both` first so that a kind's own are laid over them."""
    tables: Tables = {}
    for name in ("both", *_KINDS):
        where = top.into(name)
        held = raw.get(name, {})
        if not isinstance(held, dict):
            where.fail("This should be a table.")
        kinds = tuple(PanelKind) if name == "both" else (PanelKind(name),)
        for hook, value in held.items():
            if hook not in SHAPES:
                read.unknown(hook, SHAPES, where, table=True)
            clean = SHAPES[hook](value, where.into(hook))
            for kind in kinds:
                tables[kind, hook] = overlay(hook, tables.get((kind, hook)), clean)
    return tables


_GOES_WITH: dict[str, tuple[tuple[set[str], tuple[str, ...]], ...]] = {
    "chair_rule": (({"seat"}, ("reason", "district")),),
    "quorum_rule": (({"least", "required_seats", "item"}, ("reason",)),),
    "notice": (({"days", "counting"}, ("note",)),),
    "meeting_frequency": (
        ({"every_months", "every_weeks"}, ("every_months", "every_weeks", "alert_after_days")),
    ),
}
"""By hook: where a nearer layer says one of these keys, the others are not taken from below."""


def overlay(hook: str, lower: Any, upper: Any) -> Any:
    """One layer's table laid over another's: its keys win, lists are replaced whole.

    A key that only makes sense beside another goes with it: see `_GOES_WITH`.
    """
    if not isinstance(lower, dict) or not isinstance(upper, dict):
        return upper
    merged = dict(lower)
    for said, dropped in _GOES_WITH.get(hook, ()):
        if said & upper.keys():
            for key in dropped:
                merged.pop(key, None)
    if hook == "chair_rule" and "seat" in upper:
        # A deputy who now chairs stands in for nobody.
        merged["deputies"] = tuple(
            seat for seat in merged.get("deputies", ()) if seat != upper["seat"]
        )
    if hook == "notice_period":
        return merged | {key: overlay("notice", merged.get(key), upper[key]) for key in upper}
    for key, value in upper.items():
        merged[key] = overlay("", merged.get(key), value)
    return merged


def build(hook: str, table: Any) -> Any:
    """Give the value of a hook's whole table. ValueProblem if it is incomplete or impossible."""
    return _BUILDERS[hook](table)


def build_seat(key: str, table: Mapping[str, Any]) -> Seat:
    """Give a seat from its table. ValueProblem if it is incomplete or impossible."""
    _complete(table, "label", "organisation_kind")
    kept = {name: held for name, held in table.items() if name not in {"in_use", "switchable"}}
    kept["organisation_kind"] = OrganisationKind(table["organisation_kind"])
    kept["sections"] = frozenset(PackSection(each) for each in table.get("sections", ()))
    return Seat(key=key, **kept)


def _complete(table: Mapping[str, Any], *keys: str) -> None:
    for key in keys:
        if key not in table:
            raise ValueProblem(key, "This key is missing, here and in every layer below.")


def _chair(table: Mapping[str, Any]) -> ChairRule:
    _complete(table, "seat")
    return ChairRule(**table)


def _quorum(table: Mapping[str, Any]) -> QuorumRule:
    return QuorumRule(**{**table, "item": ItemQuorum(**table.get("item", {}))})


def _notice(table: Mapping[str, Any]) -> dict[str, NoticePeriod]:
    found = {}
    for name, period in table.items():
        try:
            _complete(period, "days")
            found[name] = NoticePeriod(**period)
        except ValueProblem as problem:
            raise ValueProblem(f"{name}/{problem.key}", problem.message) from problem
    return found


def _slots(table: Mapping[str, Any]) -> SlotPlan:
    _complete(table, "parts")
    breaks = tuple(Break(**row) for row in table.get("breaks", ()))
    parts = tuple((name, _blocks(name, rows)) for name, rows in table["parts"].items())
    return SlotPlan(**{**table, "breaks": breaks, "parts": parts})


def _blocks(part: str, rows: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    blocks = []
    for place, row in enumerate(rows, 1):
        try:
            blocks.append(Block(**row))
        except ValueProblem as problem:
            key = f"parts.{part}/row {place}.{problem.key}"
            raise ValueProblem(key, problem.message) from problem
    return tuple(blocks)


def _agenda(table: Mapping[str, Any]) -> AgendaTemplate:
    _complete(table, "heading", "columns")
    columns = tuple(Column(**row) for row in table["columns"])
    sections = tuple(AgendaSection(**row) for row in table.get("sections", ()))
    return AgendaTemplate(**{**table, "columns": columns, "sections": sections})


def _words(rows: tuple[Mapping[str, Any], ...]) -> tuple[DecisionWord, ...]:
    words = tuple(DecisionWord(**row) for row in rows)
    keys = [word.key for word in words]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueProblem("key", f"“{key}” is there twice.")
    return words


def _wordings(table: Mapping[str, Any]) -> dict[str, MessageWording]:
    found = {}
    for name, wording in table.items():
        try:
            _complete(wording, "subject", "body")
            found[name] = MessageWording(**wording)
            found[name].check_for(name)
        except ValueProblem as problem:
            raise ValueProblem(f"{name}/{problem.key}", problem.message) from problem
    return found


_BUILDERS: dict[str, Callable[[Any], Any]] = {
    "chair_rule": _chair,
    "quorum_rule": _quorum,
    "notice_period": _notice,
    "meeting_frequency": lambda table: MeetingFrequency(**table),
    "slot_plan": _slots,
    "agenda_template": _agenda,
    "decision_words": _words,
    "message_wording": _wordings,
    "guides": guides.build,
    "views_questions": questions.build,
}
