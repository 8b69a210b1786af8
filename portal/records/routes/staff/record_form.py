"""The page on which an item's record is written: one form with rows that come and go.

"Add another" and "Remove" send the whole page and save nothing, so they work with scripts off and
nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal.kernel.errors import RuleError
from portal.kernel.versions import OtherVersion, differences
from portal.kernel.wording import long_date
from portal.people import queries as people
from portal.people.gate import current_actor
from portal.records import operations, pages, queries, rules
from portal.records.forms import (
    ActionForm,
    BarrierForm,
    RecordForm,
    apply_problems,
    changed_rows,
    record_draft,
    row_numbers,
)
from portal.records.models import ItemRecord
from portal.records.pages import told
from portal.records.queries import ItemLine
from portal.records.routes.staff.shared import shows_item
from portal.records.rules import ActionDraft, RecordDraft, TookPart
from portal.tenancy.door import current_variation
from portal.variations.values import DecisionWord
from portal.web import clock
from portal.web.forms import PortalForm


@dataclass
class RecordPage:
    """The forms of one record page, as stored or as typed."""

    line: ItemLine
    stored_record: ItemRecord | None
    words: Sequence[DecisionWord]
    owners: dict[UUID, str]
    form: RecordForm
    barriers: list[BarrierForm]
    actions: list[ActionForm]
    other: OtherVersion | None = None
    focus: str | None = None

    @classmethod
    def stored(cls, line: ItemLine) -> RecordPage:
        """Return the page with what is saved, and one empty row of each kind to start with."""
        record = queries.record_of(line.item_id)
        assert record is not None  # the first step is saved before this page is shown
        words, owners = _choices(line, record)
        draft = operations.draft_of(record)
        form = RecordForm(words)
        form.version.data = record.version
        form.discussion.data = draft.discussion
        form.decision.data = draft.decision_key or None
        form.reason.data = draft.reason
        form.who.data = draft.who
        form.until.process(None, draft.until)
        form.plain_words.data = draft.plain_words
        barriers = []
        for number, wording in enumerate(draft.barriers or [""]):
            barriers.append(BarrierForm(number))
            barriers[-1].wording.data = wording
        rows = draft.actions or [ActionDraft()]
        actions = [_filled(number, each, owners) for number, each in enumerate(rows)]
        return cls(line, record, words, owners, form, barriers, actions)

    @classmethod
    def typed(cls, line: ItemLine) -> RecordPage:
        """Return the page with what was typed, and with the rows that were asked for."""
        record = queries.record_of(line.item_id)
        words, owners = _choices(line, record)
        barriers = changed_rows(row_numbers("barriers", [0]), "barrier")
        actions = changed_rows(row_numbers("actions", [0]), "action")
        page = cls(
            line,
            record,
            words,
            owners,
            RecordForm(words),
            [BarrierForm(number) for number in barriers],
            [ActionForm(number, _pairs(owners)) for number in actions],
        )
        if page.only_rows:
            page.focus = request.form["rows"]
        return page

    @property
    def only_rows(self) -> bool:
        """Whether a button for rows was pressed, so that nothing is to be saved."""
        return bool(request.form.get("rows"))

    @property
    def draft(self) -> RecordDraft:
        """Return everything typed."""
        return record_draft(self.form, self.barriers, self.actions)

    @property
    def decided(self) -> bool:
        """Whether a decision is saved, which can be taken away again."""
        return bool(self.stored_record and self.stored_record.decision_key)

    @property
    def saved_words(self) -> dict[str, str]:
        """Return what is saved, in words: each part that is not empty."""
        assert self.stored_record is not None  # as in `stored`
        said = self._in_words(operations.draft_of(self.stored_record))
        return {label: words for label, words in said.items() if words}

    @property
    def forms(self) -> list[PortalForm]:
        """Return every form in the order of the page, for the error summary."""
        return [self.form, *self.barriers, *self.actions]

    def validate(self) -> bool:
        """Check every form, and say at once what the rules would refuse as well."""
        wrong = [form for form in self.forms if not form.validate()]  # each says what is wrong
        if wrong:
            problems = rules.record_problems(
                self.draft, self.words, self.line.held_on, set(self.owners)
            )
            apply_problems(self.form, self.rows, problems)
        return not wrong

    @property
    def rows(self) -> dict[str, list[BarrierForm] | list[ActionForm]]:
        """The repeated rows of the page, by name."""
        return {"barrier": self.barriers, "action": self.actions}

    def refuse(self, problems: Iterable[RuleError]) -> None:
        """Put problems beside their boxes."""
        apply_problems(self.form, self.rows, problems)

    def show_both(self) -> None:
        """Show what somebody else saved meanwhile beside what was typed here."""
        record = queries.record_of(self.line.item_id)
        assert record is not None  # records are never taken away
        saver = people.people_by_id({record.recorded_by})[record.recorded_by].name
        theirs = self._in_words(operations.draft_of(record))
        theirs["How they took part"] = TookPart(record.took_part).label
        mine = self._in_words(self.draft)
        mine["How they took part"] = TookPart(record.took_part).label
        self.other = OtherVersion(
            saver,
            record.recorded_at,
            differences(mine, theirs),
            own=record.recorded_by == current_actor().person_id,
        )
        self.form.form_errors.append(self.other.warning)
        self.form.version.data = record.version
        self._forget_replaced_actions(record)

    def _forget_replaced_actions(self, record: ItemRecord) -> None:
        """Let an action that the other saver took out be saved anew."""
        known = {str(action.id) for action in queries.actions(record.id)}
        for action in self.actions:
            if action.saved_id.data not in known:
                action.saved_id.data = ""

    def _in_words(self, draft: RecordDraft) -> dict[str, str]:
        word = next((w.label for w in self.words if w.key == draft.decision_key), "")
        kept = [action for action in draft.actions if not action.is_blank]
        names = self.owners
        return {
            "Discussion": draft.discussion,
            "Decision": word,
            "Reason": draft.reason,
            "Who": draft.who,
            "Until": long_date(draft.until) if draft.until else "",
            "Barriers": "\n".join(filter(None, draft.barriers)),
            "Actions": "\n".join(
                f"{each.wording} ({names.get(each.owner_id, '') if each.owner_id else ''}, "
                f"{long_date(each.due_on) if each.due_on else ''})"
                for each in kept
            ),
            "In plain words": "\n".join(
                filter(None, [draft.plain_words, *(each.plain_words for each in kept)])
            ),
        }

    def response(self, status: int = 200) -> Response:
        """Return the page."""
        shows_item(self.line)
        record = self.stored_record
        for place, barrier in enumerate(self.barriers, start=1):
            barrier.call(place)
        html = render_template(
            "records/record.html",
            head=pages.item_head(self.line, current_actor()),
            page=self,
            form=self.form,
            forms=self.forms,
            took_part=TookPart(record.took_part).label if record else "",
            took_part_note=record.took_part_note if record else "",
            views=pages.views_line(self.line.item_id),
            today=clock.today(),
            advice=told.advice_on(
                [self.draft.plain_words, *(each.plain_words for each in self.draft.actions)],
                current_variation().young_person.avoid,
            ),
        )
        return make_response(html, status)


def _choices(
    line: ItemLine, record: ItemRecord | None
) -> tuple[Sequence[DecisionWord], dict[UUID, str]]:
    """Return the frozen decision words, and whom an action may be given to."""
    shaped = queries.day_rules(line.meeting_id)
    owners = {
        owner.person_id: f"{owner.name}, {owner.job_title}" if owner.job_title else owner.name
        for owner in operations.possible_owners(line, clock.now())
    }
    before = {action.owner_id for action in queries.actions(record.id)} if record else set()
    gone = people.people_by_id(before - owners.keys()) if before - owners.keys() else {}
    return shaped.words, owners | {each.id: each.name for each in gone.values()}


def _pairs(owners: dict[UUID, str]) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in owners.items()]


def _filled(number: int, draft: ActionDraft, owners: dict[UUID, str]) -> ActionForm:
    form = ActionForm(number, _pairs(owners))
    form.saved_id.data = str(draft.id or "")
    form.wording.data = draft.wording
    form.owner.data = str(draft.owner_id or "")
    form.due.process(None, draft.due_on)
    form.plain_words.data = draft.plain_words
    return form
