"""The same person, every page and file, with and without somebody in the database: the same.

But for the one agreed mark. For whoever declared an interest, the young person is taken out of the
database; for a visitor, everybody but whom they visit.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified

from portal.agreements.models import AgreementOverride
from portal.cases.models import CareEpisode, Case, YoungPerson
from portal.database import session
from portal.kernel.wording import clock_time
from portal.outbox.models import Message
from portal.panels import operations, queries
from portal.panels.models import (
    AgendaVersion,
    Item,
    ItemCost,
    Meeting,
    MeetingNotice,
    Recusal,
    Slot,
    Visit,
)
from portal.panels.pages import agenda as agenda_pages
from portal.panels.policy import NOT_SHOWN
from portal.people.models import RoleGrant
from portal.people.policy import Role
from portal.protection.operations.retention import NOT_ALL_SEEN
from portal.records import operations as records
from portal.records import queries as record_queries
from portal.records.models import Action, Attendance, Barrier, ItemRecord
from portal.records.rules import ActionDraft, RecordDraft, TookPart
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import KIND, NOW, District
from tests.integration.panels.people_of_panels import (
    CHAIR_SEAT,
    FOSTERING,
    browser_of,
    email_of,
    seat,
    somebody,
)
from tests.support.agreed import heard_anyway
from tests.support.kept import kept
from tests.support.marks import without_marked_parts
from tests.support.owner import forgotten_by_the_trail, undone
from tests.support.routes import first_choice
from tests.unit.panels.pdf_text import text_of

ON_THE_DAY = datetime(2026, 12, 17, 14, 0, tzinfo=UTC)
HIDDEN = ("Pretend2", "LH-2", "Zanzibarina Pretend2", "Wistow", "Toni Placeholder")
"""A name, a reference, words of the record, and the worker who comes for this one alone."""
SLOT_PAGES = {
    *("panels.meeting", "panels.publish", "panels.publish_submit"),
    *("panels.nominees", "panels.nominees_submit", "panels.nominate", "panels.nominate_submit"),
    "panels.move",
}
"""Where the slot itself is offered to others: the mark stands in place of the offer."""
WHY_NOT_THEY = (
    f"{NOT_SHOWN}, so you are not shown the whole agenda. Ask a colleague in case support to "
    "publish it."
)
"""The agreed mark, where an agenda is published: it takes the place of the offer to."""
DUE = {"protection.keeping_file", "protection.keeping_run"}
WHAT_IS_DUE = re.compile(r"<p class=\"govuk-body-l\">[^<]*</p>")
TO_WHY = '"/data-protection/keeping"'
"""What is due to be deleted: whoever declared an interest is told, in place of it, that they are
not shown it. The page says so where the number stands, the list leads there, the press is refused.
"""
OFFER = re.compile(r"</details>.*?(?=<p class=\"govuk-body-s portal-no-print)", re.DOTALL)
SENT = "POST "
"""Before an address to which an empty form is sent."""
NEW_EACH_TIME = {"ways_in.code", "ways_in.paper"}
"""Where a new code is made and shown."""
FOR_NOBODY = {"static", "readyz", "people.sign_in"}


@pytest.fixture
@kept
def planted(app: Flask, district: District, clock: MovableClock) -> District:
    """A panel day under way: two versions out, records with actions, one more meeting planned.

    Somebody has read all of it, so that the trail names everybody, alone and in lists.
    """
    with district.working():
        seat(district, district.chair.person_id, CHAIR_SEAT)
        seat(district, somebody("Fen Example"), FOSTERING)
        for young_person_id in district.young_people:
            session.add(
                CareEpisode(
                    young_person_id=young_person_id,
                    started_on=date(2020, 1, 6),
                    legal_status="C2",
                )
            )
        county = somebody("Cy Example")
        since = date(2026, 1, 1)
        for role in (Role.CHAIR, Role.INFORMATION_GOVERNANCE):
            session.add(RoleGrant(person_id=county, role=role, starts_on=since))
        read_it_all = somebody("Robyn Everywhere")
        session.add(RoleGrant(person_id=read_it_all, role=Role.CASE_SUPPORT, starts_on=since))
    other = {"social_worker_id": district.other_worker.person_id}
    for number in range(3):
        nominate(district, number, **(other if number == 1 else {}))
    district.publish()
    with district.working():
        item = queries.items_of(district.meeting_id)[1]
        operations.move_item(actor=district.support, now=NOW, item_id=item.id, direction="down")
    district.publish()
    morning = clock.instant
    later = district.plan(date(2027, 1, 14))
    for number in (1, 2):
        nominate(district, number, meeting_id=later, **(other if number == 1 else {}))
    clock.instant = ON_THE_DAY
    with district.working():
        records.open_day(actor=district.support, now=ON_THE_DAY, meeting_id=district.meeting_id)
    for line in _lines(district):
        _record(district, line.item_id)
    readers = browser_of(app, "Robyn Everywhere")
    for line in _lines(district):
        readers.get(f"/d/burnley/items/{line.item_id}/record/read")
    for page in ("agenda", "day", "trail"):
        assert readers.get(f"/d/burnley/meetings/{district.meeting_id}/{page}").status_code == 200
    clock.instant = morning  # what is kept stands as it was at the hour when every test begins
    return district


@pytest.fixture
def world(planted: District, clock: MovableClock) -> District:
    """The same on its day. No agenda is remembered that a test before this one changed."""
    agenda_pages._versions.clear()  # noqa: SLF001 - the one memory that outlives a request
    clock.instant = ON_THE_DAY
    return planted


def _lines(district: District) -> list[record_queries.ItemLine]:
    with district.working(writes=False):
        return record_queries.day_lines(district.meeting_id)


def _record(district: District, item_id: UUID) -> None:
    """Write a record; the second young person's holds words of its own."""
    with district.working():
        line = record_queries.item_line(item_id)
        words = "Wistow Lane" if line.reference == "LH-2" else "What was said."
        records.save_participation(
            actor=district.support,
            now=ON_THE_DAY,
            item_id=item_id,
            version=0,
            took_part=TookPart.CAME,
            note="",
        )
        line = record_queries.item_line(item_id)
        records.save_item(
            actor=district.support,
            now=ON_THE_DAY,
            item_id=item_id,
            version=line.version,
            draft=RecordDraft(
                discussion=words,
                decision_key="supported_lodgings",
                barriers=(words,),
                actions=(ActionDraft(words, district.chair.person_id, date(2026, 12, 20)),),
            ),
        )


def addresses(app: Flask, district: District) -> dict[str, str]:
    """Every page and file there is to ask for, with everything of the others in its address."""
    with district.working(writes=False):
        meetings = list(session.scalars(select(Meeting.id).order_by(Meeting.held_on)))
        others = [
            row.id for each in meetings for row in queries.items_of(each) if row.reference != "LH-2"
        ]
        young = [each for each in district.young_people if each != district.young_people[1]]
        actions = list(
            session.scalars(
                select(Action.id)
                .join(ItemRecord, ItemRecord.id == Action.item_record_id)
                .where(ItemRecord.item_id.in_(others))
                .order_by(Action.id)
            )
        )
    values: dict[str, list[object]] = {
        "district": ["burnley"],
        "meeting_id": list(meetings),
        "item_id": list(others),
        "young_person_id": list(young),
        "action_id": list(actions),
        "kind": [KIND.value],
        "term_id": [uuid4()],
        "import_id": [uuid4()],
    }
    adapter = app.url_map.bind("localhost")
    found: dict[str, str] = {}
    for rule in app.url_map.iter_rules():
        skipped = rule.endpoint in FOR_NOBODY or rule.endpoint.startswith(("probe", "web."))
        if skipped:
            continue
        if not set(rule.arguments) <= set(values):
            continue
        for number in range(max((len(values[name]) for name in rule.arguments), default=1)):
            arguments = {
                name: first_choice(rule, name) or values[name][min(number, len(values[name]) - 1)]
                for name in rule.arguments
            }
            address = adapter.build(rule.endpoint, arguments)
            if "GET" in (rule.methods or ()):
                found[address] = rule.endpoint
            elif not rule.endpoint.startswith("signin.") and rule.endpoint not in NEW_EACH_TIME:
                found[f"{SENT}{address}"] = rule.endpoint
    return found


def told(app: Flask, client: PageClient, asked: Iterable[str]) -> dict[str, str]:
    """Everything somebody is told, address by address; that they asked is undone at the end.

    What they opened stands in the trail, and so on its pages: two rounds of the same questions
    begin from the same trail. What a form changes is undone before the next is sent.
    """
    found = {}
    with undone(app):
        for address in asked:
            if address.startswith(SENT):
                with undone(app):
                    found[address] = said(client, address.removeprefix(SENT), method="POST")
            else:
                found[address] = said(client, address)
    return found


def said(client: PageClient, address: str, *, method: str = "GET") -> str:
    """Everything an answer says: its status, its headers, and its words, files unpacked."""
    # Pages are checked elsewhere.
    answer = FlaskClient.open(client, address, method=method, buffered=True)
    names = ("Content-Type", "Content-Disposition", "Location", "Cache-Control")
    head = json.dumps([answer.status_code, *(answer.headers.get(name) for name in names)])
    if answer.status_code == 200 and answer.mimetype == "application/pdf":
        with pikepdf.open(io.BytesIO(answer.data)) as document:
            return f"{head} {text_of(document)} {dict(document.docinfo)}"
    if answer.status_code == 200 and address.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
            return head + " ".join(file.read(name).decode("latin-1") for name in file.namelist())
    return head + answer.text


ROW_OF_THE_MARK = re.compile(rf"<tr(?:(?!</tr>).)*{NOT_SHOWN}.*?</tr>", re.DOTALL)


def plain(text: str, endpoint: str = "") -> str:
    """An answer without its token and without the agreed mark.

    The mark stands in a slot of the agenda; on the panel day, which lists items alone, it is a row,
    and in a pack a part of its own with a line in the contents, or a page of its file.
    """
    if endpoint in {"packs.pack", "packs.file"}:
        text = without_marked_parts(text, NOT_SHOWN)
    if endpoint == "records.day":
        text = ROW_OF_THE_MARK.sub("", text)
    text = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", text)
    text = re.sub(r"<w:t[^>]*>" + NOT_SHOWN + "</w:t>", "", text)
    text = text.replace(NOT_SHOWN, "")
    return re.sub(r"\s+", " ", text)


def nominate(district: District, number: int, **more: Any) -> None:
    """Put somebody on an agenda to be heard by what can be taken out again: no answer of theirs."""
    made = district.nominate(number, agrees=False, **more)
    with district.working():
        heard_anyway(made.item_id)


def take_out(app: Flask, district: District, *numbers: int) -> None:
    """Take young people out of the database and its trail, as if they had never been in it."""
    ids = [district.young_people[number] for number in numbers]
    with district.working():
        items = list(session.scalars(select(Item.id).where(Item.young_person_id.in_(ids))))
        kept = list(session.scalars(select(ItemRecord.id).where(ItemRecord.item_id.in_(items))))
        actions = list(session.scalars(select(Action.id).where(Action.item_record_id.in_(kept))))
        for version in session.scalars(select(AgendaVersion).order_by(AgendaVersion.number)):
            for row in version.frozen["rows"]:
                if row["item_id"] in {str(each) for each in items}:
                    _empty(row)
            flag_modified(version, "frozen")
        workers = set(session.scalars(select(Item.social_worker_id).where(Item.id.in_(items))))
        workers -= set(session.scalars(select(Item.social_worker_id).where(Item.id.not_in(items))))
        for statement in (
            delete(Action).where(Action.item_record_id.in_(kept)),
            delete(Barrier).where(Barrier.item_record_id.in_(kept)),
            delete(ItemRecord).where(ItemRecord.id.in_(kept)),
            delete(Recusal).where(Recusal.young_person_id.in_(ids)),
            delete(Visit).where(Visit.item_id.in_(items)),
            delete(AgreementOverride).where(AgreementOverride.item_id.in_(items)),
            delete(ItemCost).where(ItemCost.item_id.in_(items)),
            delete(MeetingNotice).where(MeetingNotice.item_id.in_(items)),
            delete(Message).where(Message.item_id.in_(items)),
            delete(Attendance).where(Attendance.person_id.in_(workers)),
            delete(Item).where(Item.id.in_(items)),
            delete(Case).where(Case.young_person_id.in_(ids)),
            delete(CareEpisode).where(CareEpisode.young_person_id.in_(ids)),
            delete(YoungPerson).where(YoungPerson.id.in_(ids)),
        ):
            session.execute(statement)
    forgotten_by_the_trail(app, [*ids, *items, *actions])


def _empty(row: dict[str, object]) -> None:
    """Leave a frozen row as a slot that nobody was put in."""
    for name in row:
        if name not in {"slot_id", "start", "minutes", "kind"}:
            row[name] = None if name.endswith("_id") else ""


READERS = {
    "the chair": "Charlie Example",
    "a chair and information governance, county-wide": "Cy Example",
    "case support": "Casey Example",
    "the district lead": "Lee Sample",
    "a member by role": "Morgan Madeup",
    "a seat that sees names": "Fen Example",
    "another item's social worker": "Sam Testcase",
}


SENDS_FORMS = {"Charlie Example", "Lee Sample"}
"""Who sends every form as well: the chair and the lead, who may send most of them."""


@pytest.mark.requirement("R20", "R40")
@pytest.mark.control("C7", "C11", "C13", "C17")
@pytest.mark.parametrize("name", READERS.values(), ids=READERS.keys())
def test_whoever_is_out_is_told_the_same_with_and_without_the_young_person(
    app: Flask, world: District, name: str
) -> None:
    asked = addresses(app, world)
    if name not in SENDS_FORMS:
        asked = {each: at for each, at in asked.items() if not each.startswith(SENT)}
    client = browser_of(app, name)
    before = "".join(told(app, client, asked).values())
    assert "LH-2" in before or "Pretend2" in before, "planted to be found"
    with world.working():
        item = next(row for row in queries.items_of(world.meeting_id) if row.reference == "LH-2")
        who = next(
            each.person_id
            for each in queries.everyone_at(
                district_id="burnley",
                panel_id=queries.meeting(world.meeting_id)[0].panel_id,
                meeting_id=world.meeting_id,
                now=ON_THE_DAY,
            )
            if each.name == name
        )
        actor = world.chair if name != "Charlie Example" else world.support
        operations.declare_interest(
            actor=actor, now=ON_THE_DAY, item_id=item.id, person_id=who, reason="A neighbour"
        )
    recused = told(app, client, asked)
    for address, text in recused.items():
        for hidden in HIDDEN[:4]:
            assert hidden not in text, f"{hidden} is on {address}"
    marks = sum(text.count(NOT_SHOWN) for text in recused.values())
    assert marks >= 1
    with world.working(writes=False):
        whose = Item.young_person_id == world.young_people[1]
        slots = list(session.scalars(select(Item.slot_id).where(whose).order_by(Item.id)))
    take_out(app, world, 1)
    never_there = told(app, client, asked)
    for address, endpoint in asked.items():
        told_them, told_else = recused[address], never_there[address]
        if endpoint == "protection.keeping" and NOT_ALL_SEEN in told_them:
            told_them, told_else = WHAT_IS_DUE.sub("", told_them), WHAT_IS_DUE.sub("", told_else)
        if endpoint in DUE and (NOT_ALL_SEEN in told_them or TO_WHY in told_them):
            continue
        if endpoint not in SLOT_PAGES:
            assert plain(told_them, endpoint) == plain(told_else, endpoint), address
    times = close(world, slots)
    of_slots = [address for address, endpoint in asked.items() if endpoint in SLOT_PAGES]
    never_free = told(app, client, of_slots)
    for address in of_slots:
        told_them, told_else = recused[address], never_free[address]
        if WHY_NOT_THEY in told_them:
            told_them, told_else = OFFER.sub("", told_them), OFFER.sub("", told_else)
        assert but_for(times, told_them) == but_for(times, told_else), address


def close(district: District, slots: Iterable[UUID | None]) -> list[str]:
    """Let slots be there for nobody, as one is where the mark stands; return when they are."""
    with district.working():
        closed = list(session.scalars(select(Slot).where(Slot.id.in_(slots)).order_by(Slot.id)))
        for slot in closed:
            slot.kind = "break"
        for version in session.scalars(select(AgendaVersion).order_by(AgendaVersion.number)):
            for row in version.frozen["rows"]:
                if row["slot_id"] in {str(slot.id) for slot in closed}:
                    row["kind"] = "break"
            flag_modified(version, "frozen")
        return [clock_time(slot.starts_at) for slot in closed]


def but_for(times: Iterable[str], text: str) -> str:
    """An answer without the rows of these times: the mark stands there, or that nobody may."""
    for time in times:
        text = re.sub(rf"<tr(?:(?!</tr>).)*>\s*{time}\s*<.*?</tr>", "", text, flags=re.DOTALL)
    return plain(text)


@pytest.mark.requirement("R40")
@pytest.mark.control("C7", "C11", "C17")
def test_a_visitor_is_told_the_same_with_and_without_everybody_else(
    app: Flask, world: District
) -> None:
    with world.working():
        somebody("Val Example")
        item = next(row for row in queries.items_of(world.meeting_id) if row.reference == "LH-2")
        operations.invite_visitor(
            actor=world.support,
            now=ON_THE_DAY,
            item_id=item.id,
            email=email_of("Val Example"),
            reason="College",
        )
    pages = {each for each in addresses(app, world) if not each.startswith(SENT)}
    asked = {*pages, f"/your-item/{item.id}", f"/your-item/{item.id}/slot.ics"}
    client = browser_of(app, "Val Example")
    before = told(app, client, sorted(asked))
    assert any("LH-2" in text for text in before.values())
    for address, text in before.items():
        for hidden in ("Pretend", "LH-1", "LH-3", "LH-4", "What was said"):
            assert hidden not in text, f"{hidden} is on {address}"
    take_out(app, world, 0, 2, 3)
    alone = told(app, client, sorted(asked))
    for address, text in before.items():
        assert plain(text) == plain(alone[address]), address
