"""What a district's rules say on a day, setting by setting, with where each comes from.

Reads `portal.variations` alone. One rule that cannot be read never hides the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

from portal.kernel.kinds import PanelKind
from portal.terms import rules
from portal.terms.rules import Said
from portal.variations.guides import Guide
from portal.variations.manager import Answer, DistrictVariation, PluginFailure, Registry
from portal.variations.values import Deadline, Seat

Collected = TypeVar("Collected", Seat, Guide)
BADGES = {
    "product": ("Product", "grey"),
    "county": ("County", "blue"),
    "area": ("Area", "teal"),
    "district": ("District", "green"),
    "plugin": ("Plugin", "purple"),
}
USUAL = ("product", "county")
DEADLINE_TITLES = {
    "agenda": "Sending the agenda",
    "retrieval": "Fetching the papers",
    "record": "Filing the record",
}
MESSAGE_TITLES = {
    "agenda_published": "When an agenda is published",
    "agenda_changed": "When a time changes",
    "link_asked": "When a young person asks for a new link",
    "meeting_cancelled": "When a meeting is cancelled",
    "reminder": "Reminding somebody",
    "sign_in_changed": "When how somebody signs in is changed",
    "sign_in_link": "Giving somebody a link to set a new password",
    "trail_seal": "The trail’s seal, each day",
    "unusual_reading": "When a month’s list of unusual reading is ready",
    "test": "A test message",
    "way_in": "Giving a young person their link",
    "way_in_code": "Giving a young person a code by text",
    "works_with": "When somebody is put down to work with a young person",
}
QUESTIONS: dict[str, tuple[str, dict[Any, str]]] = {
    "notice_period": ("deadline", DEADLINE_TITLES),
    "message_wording": ("message", MESSAGE_TITLES),
}
"""Hooks that are asked more than one thing: the argument, and a title for each answer."""


@dataclass(frozen=True)
class Topic:
    """One hook as a reader meets it: `about` is the question it answers."""

    hook: str
    title: str
    about: str


TOPICS = (
    Topic("chair_rule", "Who chairs", "Which seat chairs the panel, and who stands in."),
    Topic("membership_extensions", "Who sits on the panel", "The core seats and those added."),
    Topic("quorum_rule", "Who must be there", "What makes the meeting, and each item, count."),
    Topic("notice_period", "Deadlines", "When the agenda, the papers and the record are due."),
    Topic("meeting_frequency", "How often it meets", "The least often, and when a gap is flagged."),
    Topic("slot_plan", "How the day is cut into slots", "Times, breaks and urgent places."),
    Topic("agenda_template", "What the agenda looks like", "Its heading, columns and sections."),
    Topic("decision_words", "What the panel may record", "The outcomes, in this panel’s words."),
    Topic(
        "message_wording", "What messages say", "Their subject and words. No message names anybody."
    ),
    Topic("guides", "Guides to read", "What young people, members and providers can read."),
    Topic("views_questions", "What young people are asked", "What is asked besides the core."),
    Topic("calendar", "Working days", "The days that count towards a deadline."),
)


@dataclass(frozen=True)
class Source:
    """Who says so. `owner` says it in words; `place` is the file, or the plugin's module.

    `worked_out`: by a plugin, whose answer may change from day to day without a date.
    """

    badge: str
    colour: str
    owner: str
    place: str
    worked_out: bool = False


@dataclass(frozen=True)
class Beaten:
    """A lower layer's value, which a nearer one hides."""

    said: Said
    source: Source
    starts: date | None
    until: date | None


@dataclass(frozen=True)
class Setting:
    """One rule of one kind of panel, or of both where they agree in everything.

    `usual` is the county's usual value where this one differs. `adds_up`: the layers below are
    not beaten but count together with it. `problem` is why the rule cannot be read; nothing else
    is known then.
    """

    name: str
    panels: tuple[PanelKind, ...]
    said: Said | None
    source: Source | None
    starts: date | None = None
    until: date | None = None
    usual: Said | None = None
    same_as_usual: bool = False
    beats: tuple[Beaten, ...] = ()
    adds_up: bool = False
    problem: str | None = None

    @property
    def differs(self) -> bool:
        """Whether someone who knows the county should look: it differs, or cannot be read."""
        return self.usual is not None or self.problem is not None

    @property
    def usual_words(self) -> str:
        """The county's usual where this differs: its headline, else what is not said here."""
        if self.usual is None or self.said is None:
            return ""
        return rules.instead(self.said, self.usual)

    @property
    def anchor(self) -> str:
        """The id of its place on a page."""
        return "-".join((*self.name.lower().split(), *self.panels)).replace("_", "-")

    @property
    def panel_words(self) -> str:
        """Which panels it is for."""
        if len(self.panels) == len(PanelKind):
            return "Both panels"
        return " and ".join(kind.label for kind in self.panels)

    @property
    def words(self) -> str:
        """Everything a search looks at."""
        parts = [self.name, self.panel_words, *(kind.label for kind in self.panels)]
        parts += [self.said.words] if self.said else []
        parts += [self.source.badge, self.source.owner, self.source.place] if self.source else []
        parts += [self.problem] if self.problem else []
        return " ".join(parts)


@dataclass(frozen=True)
class Group:
    """A topic with its settings. `left_out` is why an answer was not used, though others were."""

    topic: Topic
    settings: tuple[Setting, ...]
    left_out: str | None = None


class Reader:
    """Reads one district's rules on one day."""

    def __init__(self, registry: Registry, variation: DistrictVariation, as_of: date) -> None:
        self._variation = variation
        self._as_of = as_of
        self._names = {ref.slug: ref.name for ref in registry.districts()}
        areas = {area.slug: area.name for area in registry.areas}
        ref = variation.ref
        self._owners = {
            "product": "The portal’s own rules",
            "county": registry.authority.name,
            "area": areas.get(ref.area, ref.area),
            "district": f"{ref.name}’s own file",
        }

    def groups(self) -> tuple[Group, ...]:
        """Every topic in order, each with its settings."""
        return tuple(self._group(topic) for topic in TOPICS)

    def _group(self, topic: Topic) -> Group:
        settings = tuple(self._settings(topic))
        failure = self._variation.contained.get(topic.hook)
        return Group(topic, settings, None if failure is None else failure.message)

    def _settings(self, topic: Topic) -> list[Setting]:
        if topic.hook == "calendar":
            return [self._calendar()]
        read: Callable[[PanelKind], Setting]
        if topic.hook in QUESTIONS:
            argument, titles = QUESTIONS[topic.hook]
            found = []
            for question, title in titles.items():
                read = partial(self._picked, topic.hook, title, **{argument: question})
                found += self._merged(title, read)
            return found
        if topic.hook == "membership_extensions":
            return self._merged(topic.title, self._members)
        if topic.hook == "guides":
            return self._merged(topic.title, partial(self._guides, topic.title))
        if topic.hook == "views_questions":
            return self._merged(topic.title, partial(self._questions, topic.title))
        return self._merged(topic.title, partial(self._picked, topic.hook, topic.title))

    def _merged(self, name: str, read: Callable[[PanelKind], Setting]) -> list[Setting]:
        """One setting for both panels where everything about it is the same."""
        settings: list[Setting] = []
        for kind in PanelKind:
            try:
                found = read(kind)
            except PluginFailure as failure:
                found = Setting(name, (), None, None, problem=failure.message)
            last = settings[-1] if settings else None
            if last is not None and replace(last, panels=()) == found:
                settings[-1] = replace(last, panels=(*last.panels, kind))
            else:
                settings.append(replace(found, panels=(kind,)))
        return settings

    def _picked(
        self,
        hook: str,
        name: str,
        kind: PanelKind,
        *,
        deadline: Deadline | None = None,
        message: str | None = None,
    ) -> Setting:
        asked: dict[str, Any] = {"deadline": deadline} if deadline else {}
        asked |= {"message": message} if message else {}
        answers = list(self._variation.answers(hook, as_of=self._as_of, kind=kind, **asked))
        first, *rest = answers
        say = partial(self._say, hook, self._labels(kind), deadline=deadline)
        usual = next(each for each in answers if each.layer in USUAL)
        differs = usual.value != first.value
        return Setting(
            name=name,
            panels=(),
            said=say(first.value),
            source=self._source(first),
            starts=first.starts,
            until=first.until,
            usual=say(usual.value) if differs else None,
            same_as_usual=not differs and first.layer not in USUAL,
            beats=tuple(self._beaten(each, say) for each in rest),
        )

    def _say(
        self, hook: str, labels: Mapping[str, str], value: Any, *, deadline: Deadline | None
    ) -> Said:
        if hook == "chair_rule":
            return rules.say_chair(value, labels, self._names)
        if hook == "quorum_rule":
            return rules.say_quorum(value, labels)
        if deadline is not None:
            return rules.say_notice(value, deadline)
        plain: dict[str, Callable[[Any], Said]] = {
            "meeting_frequency": rules.say_frequency,
            "slot_plan": rules.say_slots,
            "agenda_template": rules.say_agenda,
            "decision_words": rules.say_outcomes,
            "message_wording": rules.say_wording,
        }
        return plain[hook](value)

    def _members(self, kind: PanelKind) -> Setting:
        asked: dict[str, Any] = {"as_of": self._as_of, "kind": kind}
        answer = self._variation.membership_extensions(**asked)
        added = answer.value
        core = [seat for seat in self._variation.seats(**asked).value if seat.core]
        answers = list(self._variation.answers("membership_extensions", **asked))
        said_by: dict[str, str] = {}
        for each in answers:
            for seat in each.value:
                said_by.setdefault(seat.key, each.source)
        usual_core = self._variation.usual_core_seats(**asked)
        usual_added = _together([each for each in answers if each.layer in USUAL])
        differs = (set(core), set(added)) != (set(usual_core), set(usual_added))
        said = rules.say_members(core, added, said_by)
        change = rules.say_core_change(core, usual_core)
        return Setting(
            name=TOPICS[1].title,
            panels=(),
            said=Said(said.headline, change, said.listed, said.list_title),
            source=self._source(answer),
            starts=answer.starts,
            until=answer.until,
            usual=rules.say_members(usual_core, usual_added) if differs else None,
            same_as_usual=not differs and answer.layer not in USUAL,
            beats=tuple(self._beaten(each, rules.say_added) for each in answers[1:]),
            adds_up=True,
        )

    def _guides(self, name: str, kind: PanelKind) -> Setting:
        asked: dict[str, Any] = {"as_of": self._as_of, "kind": kind}
        answer = self._variation.guides(**asked)
        answers = list(self._variation.answers("guides", **asked))
        said_by: dict[str, str] = {}
        for each in answers:
            for guide in each.value:
                said_by.setdefault(guide.key, each.source)
        usual = _together([each for each in answers if each.layer in USUAL])
        differs = set(answer.value) != set(usual)
        said = rules.say_guides(answer.value, said_by)
        failure = self._variation.contained.get("guides")
        wrong = () if failure is None else (failure.message,)
        return Setting(
            name=name,
            panels=(),
            said=Said(said.headline, wrong, said.listed, said.list_title),
            source=self._source(answer),
            starts=answer.starts,
            until=answer.until,
            usual=rules.say_guides(usual) if differs else None,
            same_as_usual=not differs and answer.layer not in USUAL,
            beats=tuple(self._beaten(each, rules.say_guides) for each in answers[1:]),
            adds_up=True,
        )

    def _questions(self, name: str, kind: PanelKind) -> Setting:
        asked: dict[str, Any] = {"as_of": self._as_of, "kind": kind}
        answer = self._variation.views_questions(**asked)
        answers = list(self._variation.answers("views_questions", **asked))
        usual = tuple(each for part in answers if part.layer in USUAL for each in part.value)
        differs = set(answer.value) != set(usual)
        return Setting(
            name=name,
            panels=(),
            said=rules.say_questions(answer.value),
            source=self._source(answer),
            starts=answer.starts,
            until=answer.until,
            usual=rules.say_questions(usual) if differs else None,
            same_as_usual=not differs and answer.layer not in USUAL,
            beats=tuple(self._beaten(each, rules.say_questions) for each in answers[1:]),
            adds_up=True,
        )

    def _calendar(self) -> Setting:
        kind = PanelKind.LEAVING_CARE  # closure days are the district's, not a panel's
        answer = self._variation.calendar(as_of=self._as_of, kind=kind)
        return Setting(
            name=TOPICS[-1].title,
            panels=tuple(PanelKind),
            said=rules.say_working_days(answer.value),
            source=self._source(answer),
        )

    def _labels(self, kind: PanelKind) -> dict[str, str]:
        try:
            seats = self._variation.seats(as_of=self._as_of, kind=kind).value
        except PluginFailure:
            # The members' own setting says what is wrong; the others can still be read.
            seats = self._variation.usual_core_seats(as_of=self._as_of, kind=kind)
        return {seat.key: seat.label for seat in seats}

    def _source(self, answer: Answer[Any]) -> Source:
        badge, colour = BADGES[answer.layer]
        owner = self._owners.get(answer.layer, f"Owned by the plugin {_plugin(answer.source)}")
        return Source(badge, colour, owner, answer.source, answer.layer == "plugin")

    def _beaten(self, answer: Answer[Any], say: Callable[[Any], Said]) -> Beaten:
        return Beaten(say(answer.value), self._source(answer), answer.starts, answer.until)


def _together(answers: Sequence[Answer[tuple[Collected, ...]]]) -> tuple[Collected, ...]:
    """What several layers say together, nearest first; an empty answer hides those below."""
    found: dict[str, Collected] = {}
    for answer in answers:
        for each in answer.value:
            found.setdefault(each.key, each)
        if not answer.value:
            break
    return tuple(found.values())


def _plugin(source: str) -> str:
    """Name a plugin by the last part of its module path, in words."""
    return source.rpartition(".")[2].replace("_", " ")
