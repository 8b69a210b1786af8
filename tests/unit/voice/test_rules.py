"""What is asked, what is wrong with an answer, who reads it, where views stand: case by case."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from portal.cases.rules.participation import Participation, fits
from portal.kernel.discreet import telling_title
from portal.kernel.kinds import PanelKind
from portal.kernel.shown import plain, unchanged
from portal.panels.policy import OwnTie
from portal.people.policy import Role
from portal.variations.manager import Registry
from portal.variations.questions import CORE_QUESTIONS, QuestionKind, QuestionWords, ViewsQuestion
from portal.variations.values import OrganisationKind, PackSection, Seat
from portal.voice.policy import Reader, may_read
from portal.voice.rules import frozen, standing
from portal.voice.rules.answers import Answer, Audience, How, problem
from portal.voice.rules.core import CORE, HOMES, SCALE, SYMBOLS, asked
from portal.voice.rules.media import recording_kind
from portal.voice.rules.standing import Facts, Stage
from portal.web.clock import LONDON
from portal.web.pictures import names

WORDS = next(each for each in CORE if each.key == "say")
FEEL = next(each for each in CORE if each.key == "feel")
HELP = next(each for each in CORE if each.key == "help")
PREFERRED = next(each for each in CORE if each.key == "preferred_home")
EXTRA = ViewsQuestion(
    key="pet",
    wording="Do you have a pet?",
    kind=QuestionKind.CHOICE,
    place=25,
    choices=("Yes", "No"),
    words=(QuestionWords(language="pl", wording="Masz zwierzę?", choices=("Tak", "Nie")),),
)
NINE, TEN, ELEVEN = (datetime(2026, 11, 23, hour, 52, tzinfo=LONDON) for hour in (9, 10, 11))


@pytest.mark.requirement("R52")
def test_the_core_questions_are_the_ones_no_district_can_touch() -> None:
    assert tuple(each.key for each in CORE) == CORE_QUESTIONS
    assert all(one.place < other.place for one, other in pairwise(CORE))


def test_a_districts_question_stands_where_it_says() -> None:
    keys = [each.key for each in asked([EXTRA])]
    assert keys[:3] == ["home", "preferred_home", "pet"]
    assert set(CORE_QUESTIONS) < set(keys)


def test_no_question_tells_whoever_looks_on() -> None:
    for question in CORE:
        assert telling_title(question.wording) is None
        assert telling_title(question.easy) is None


@pytest.mark.requirement("R5")
def test_homes_are_the_outcomes_a_panel_may_record() -> None:
    root = Path(__file__).parents[3] / "config"
    words = (
        Registry(root)
        .county()
        .decision_words(as_of=date(2026, 11, 23), kind=PanelKind.LEAVING_CARE)
    )
    assert set(HOMES) <= {word.key for word in words.value}


def test_every_picture_is_drawn() -> None:
    assert {f"face_{key}" for key in SCALE} <= names()
    assert {picture for picture, _ in SYMBOLS.values()} <= names()


def test_what_was_asked_is_the_same_again_out_of_what_is_kept() -> None:
    questions = asked([EXTRA])
    assert frozen.thaw(frozen.freeze(questions)) == questions


@pytest.mark.parametrize(
    ("question", "answer", "field"),
    [
        (WORDS, Answer(How.TYPED, Audience.PANEL, words="Hello"), None),
        (WORDS, Answer(How.TYPED, Audience.PANEL, words=" \n"), "words"),
        (WORDS, Answer(How.TYPED, Audience.PANEL, not_sure=True), None),
        (WORDS, Answer(How.TYPED, Audience.PANEL, words="x" * 20_001), "words"),
        (WORDS, Answer(How.SCRIBE, Audience.PANEL, words="Hello"), "scribe"),
        (WORDS, Answer(How.SCRIBE, Audience.PANEL, words="Hello", scribe="Jo"), None),
        (WORDS, Answer(How.RECORDING, Audience.PANEL), None),
        (FEEL, Answer(How.CHOSEN, Audience.PANEL, chosen=("good",)), None),
        (FEEL, Answer(How.CHOSEN, Audience.PANEL, chosen=("good", "bad")), "chosen"),
        (FEEL, Answer(How.CHOSEN, Audience.PANEL), "chosen"),
        (HELP, Answer(How.CHOSEN, Audience.PANEL, chosen=("money", "talk")), None),
        (HELP, Answer(How.CHOSEN, Audience.PANEL, chosen=("money", "gold")), "chosen"),
        (PREFERRED, Answer(How.CHOSEN, Audience.PANEL, chosen=("family",)), None),
        (EXTRA, Answer(How.CHOSEN, Audience.PANEL, chosen=("2",)), None),
        (EXTRA, Answer(How.CHOSEN, Audience.PANEL, chosen=("3",)), "chosen"),
    ],
)
def test_what_is_wrong_with_an_answer(
    question: ViewsQuestion, answer: Answer, field: str | None
) -> None:
    found = problem(question, answer)
    assert (found.field if found else None) == field


def seat(kind: OrganisationKind, *, views: bool = True) -> Seat:
    sections = frozenset({PackSection.VIEWS}) if views else frozenset[PackSection]()
    return Seat(key="seat", label="Seat", organisation_kind=kind, sections=sections)


CS, HOUSING = OrganisationKind.CHILDRENS_SERVICES, OrganisationKind.HOUSING_AUTHORITY
PROVIDER, ADVOCACY = OrganisationKind.PROVIDER, OrganisationKind.ADVOCACY
P, E, W, A = Audience.PANEL, Audience.EVERYONE, Audience.WORKERS, Audience.ADVOCATE


@pytest.mark.control("C15")
@pytest.mark.parametrize(
    ("reader", "reads"),
    [
        (Reader(), set()),
        (Reader(roles={Role.MEMBER}), set()),
        (Reader(ties={OwnTie.SOCIAL_WORKER}), {P, E, W}),
        (Reader(ties={OwnTie.STAND_IN}), {P, E, W}),
        (Reader(ties={OwnTie.MANAGER}), {P, E}),
        (Reader(ties={OwnTie.PERSONAL_ADVISER}), {P, E, W}),
        (Reader(ties={OwnTie.ADVISER_MANAGER}), {P, E}),
        (Reader(roles={Role.DISTRICT_LEAD}), set()),
        (Reader(roles={Role.DISTRICT_LEAD}, writes_record=True), {P, E}),
        (Reader(roles={Role.CASE_SUPPORT}), {P, E}),
        (Reader(roles={Role.CHAIR}), {P, E}),
        (Reader(chairs=True), {P, E}),
        (Reader(roles={Role.IRO_REPRESENTATIVE}), {P, E, W}),
        (Reader(speaks_for_young_people=True), set()),
        (Reader(speaks_for_young_people=True, roles={Role.CHAIR}, seats=[seat(CS)]), set()),
        (Reader(roles={Role.MEMBER}, seats=[seat(CS)]), {P, E}),
        (Reader(roles={Role.MEMBER}, seats=[seat(CS, views=False)]), set()),
        (Reader(roles={Role.MEMBER}, seats=[seat(HOUSING)]), {E}),
        (Reader(roles={Role.MEMBER}, seats=[seat(CS)], organisation=HOUSING), {E}),
        (Reader(roles={Role.MEMBER}, seats=[seat(PROVIDER)]), {E}),
        (Reader(roles={Role.CHAIR}, organisation=HOUSING), {E}),
        (Reader(seats=[seat(ADVOCACY)], organisation=ADVOCACY), {P, E, A}),
        (Reader(roles={Role.CHAIR, Role.MEMBER}, organisation=ADVOCACY), {P, E}),
    ],
)
def test_who_reads_what(reader: Reader, reads: set[Audience]) -> None:
    assert may_read(reader) == reads


@pytest.mark.parametrize(
    ("facts", "stage", "waits"),
    [
        (Facts(), Stage.NOT_BEGUN, False),
        (Facts(begun=True), Stage.BEGUN, False),
        (Facts(begun=True, shared_at=NINE), Stage.NO_ANSWERS, False),
        (Facts(papers=1), Stage.PAPER, False),
        (Facts(begun=True, shared_at=NINE, papers=1), Stage.PAPER, False),
        (Facts(begun=True, taken_back_at=NINE, papers=1), Stage.TAKEN_BACK, False),
        (Facts(begun=True, shared_at=NINE, shared=1, papers=1), Stage.WAITING, True),
        (Facts(begun=True, shared_at=NINE, shared=3), Stage.WAITING, True),
        (Facts(begun=True, shared_at=NINE, shared=3, opened_at=TEN), Stage.SEEN, False),
        (
            Facts(shared_at=NINE, shared=3, opened_at=TEN, panel_day=date(2026, 11, 23)),
            Stage.SEEN,
            False,
        ),
        (
            Facts(shared_at=NINE, shared=3, opened_at=TEN, panel_day=date(2026, 11, 24)),
            Stage.WAITING,
            True,
        ),
        (Facts(begun=True, shared_at=NINE, shared=1, changing=True), Stage.CHANGED, True),
        (
            Facts(begun=True, shared_at=NINE, shared=1, changing=True, shown_at=TEN),
            Stage.CHANGED,
            False,
        ),
        (Facts(begun=True, shared_at=NINE, shared=3, shown_at=TEN), Stage.SHOWN, False),
        (Facts(begun=True, taken_back_at=ELEVEN), Stage.TAKEN_BACK, False),
    ],
)
def test_where_the_views_stand(facts: Facts, stage: Stage, *, waits: bool) -> None:
    assert standing.stage(facts) is stage
    assert standing.waits(facts) is waits
    assert standing.said(facts).text


@pytest.mark.parametrize(
    ("facts", "unopened"),
    [
        (Facts(), False),
        (Facts(shared_at=NINE, shared=1, panel_day=date(2026, 11, 24)), True),
        (Facts(shared_at=NINE, shared=1, opened_at=TEN, panel_day=date(2026, 11, 24)), False),
        (Facts(shared_at=NINE, shared=1, shown_at=TEN), False),
    ],
)
def test_opening_them_ahead_of_the_day_ends_the_task_and_not_the_gate(
    facts: Facts, *, unopened: bool
) -> None:
    assert standing.unopened(facts) is unopened


def test_the_mark_says_the_minute() -> None:
    shown = Facts(begun=True, shared_at=NINE, shared=2, shown_at=TEN)
    assert standing.said(shown).text == "Their views were shown in the room at 10:52am"
    taken = Facts(begun=True, taken_back_at=ELEVEN)
    assert standing.said(taken).text == (
        "They took their views back on Monday 23 November 2026 at 11:52am"
    )


@pytest.mark.parametrize(
    ("code", "came", "views", "right"),
    [
        ("PN0", True, False, True),
        ("PN0", False, False, True),
        ("PN1", True, False, True),
        ("PN4", True, False, True),
        ("PN1", False, True, False),
        ("PN5", False, True, True),
        ("PN6", False, True, True),
        ("PN6", True, True, False),
        ("PN6", False, False, False),
        ("PN7", False, False, True),
        ("PN7", False, True, False),
        ("PN7", True, False, False),
    ],
)
def test_a_code_says_the_same_as_the_record(
    code: str, *, came: bool, views: bool, right: bool
) -> None:
    assert fits(Participation(code), came=came, views=views) is right


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("plain", "plain"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("<b>&", "<b>&"),
        ("\0", "\u2400"),
        ("\x1b[0m", "\u241b[0m"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b", "a[U+202E]b"),
        ("\x85", "[U+0085]"),
        ("\U0001fffe", "[U+1FFFE]"),
        ("می\N{ZERO WIDTH NON-JOINER}خواهم", "می\N{ZERO WIDTH NON-JOINER}خواهم"),
        ("👨\N{ZERO WIDTH JOINER}👩", "👨\N{ZERO WIDTH JOINER}👩"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_words_are_shown_as_plain_text(words: str, shown: str) -> None:
    assert plain(words) == shown
    assert unchanged(words, shown)


@pytest.mark.parametrize(
    ("front", "media"),
    [
        (b"\x1a\x45\xdf\xa3\x42\x82\x84webm", "audio/webm"),
        (b"\x1a\x45\xdf\xa3\x42\x82\x88matroska", None),
        (b"OggS\0", "audio/ogg"),
        (b"RIFF\0\0\0\0WAVE", "audio/wav"),
        (b"RIFF\0\0\0\0WEBP", None),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"\0\0\0\x20ftypheic", None),
        (b"ID3\4", "audio/mpeg"),
        (b"\xff\xf1\x50", "audio/aac"),
        (b"\xff\xd8\xff\xe0", None),
        (b"<html>", None),
        (b"PK\3\4", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_a_recording_is_told_by_what_it_holds(front: bytes, media: str | None) -> None:
    assert recording_kind(front) == media
