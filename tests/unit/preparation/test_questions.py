"""Each agency's form: what must be answered, what is refused, what it opens with next time."""

from __future__ import annotations

from datetime import date

import pytest

from portal.preparation.rules.agencies import Agency, of_guest, of_seat
from portal.preparation.rules.questions import (
    FORMS,
    Answer,
    Kind,
    compared,
    from_last_time,
    in_words,
    problems,
)
from portal.variations.values import OrganisationKind, Seat

TODAY = date(2026, 11, 23)
HOUSING: dict[str, Answer] = {
    "as_of": "2026-11-20",
    "routes": ("register", "supported"),
    "options": "A one-bedroom flat in Invented Road.",
}
ART: dict[str, Answer] = {
    "placement": "Settled.",
    "suits_foster": "preferred",
    "suits_residential": "unsuitable",
    "suits_supported": "suitable",
    "suits_own_home": "not_specified",
    "availability": "A place from March.",
}
IRO: dict[str, Answer] = {"view": "The plan fits.", "challenge": "no"}


@pytest.mark.requirement("R12", "R13", "R14", "R15", "R16", "R19")
def test_every_agency_has_a_short_form_with_something_to_answer() -> None:
    for agency in Agency:
        keys = [each.key for each in FORMS[agency]]
        assert len(keys) == len(set(keys))
        assert 1 <= len(keys) <= 10
        assert any(each.missing for each in FORMS[agency])


@pytest.mark.requirement("R17")
def test_no_form_asks_what_a_home_costs() -> None:
    asked = " ".join(f"{each.key} {each.label}" for form in FORMS.values() for each in form)
    assert not any(word in asked.lower() for word in ("cost", "price", "fee", "£"))


@pytest.mark.parametrize(
    ("agency", "answers", "field"),
    [
        (Agency.HOUSING, HOUSING, None),
        (Agency.HOUSING, {**HOUSING, "as_of": ""}, "as_of"),
        (Agency.HOUSING, {**HOUSING, "as_of": "2026-11-24"}, "as_of"),
        (Agency.HOUSING, {**HOUSING, "as_of": "2026-10-26"}, None),
        (Agency.HOUSING, {**HOUSING, "as_of": "2026-10-25"}, "as_of"),
        (Agency.HOUSING, {**HOUSING, "routes": ()}, "routes"),
        (Agency.HOUSING, {**HOUSING, "routes": ("castle",)}, "routes"),
        (Agency.HOUSING, {**HOUSING, "routes": ("none",)}, None),
        (Agency.HOUSING, {**HOUSING, "routes": ("none", "register")}, "routes"),
        (Agency.HOUSING, {**HOUSING, "options": "Rent of £90 a week"}, None),
        (Agency.ACCESS_TO_RESOURCES, ART, None),
        (Agency.ACCESS_TO_RESOURCES, {**ART, "suits_foster": ""}, "suits_foster"),
        (Agency.ACCESS_TO_RESOURCES, {**ART, "suits_foster": "ideal"}, "suits_foster"),
        (Agency.ACCESS_TO_RESOURCES, {**ART, "availability": "At £4,000 a week"}, "availability"),
        (Agency.ACCESS_TO_RESOURCES, {**ART, "placement": "4000 pounds a week"}, "placement"),
        (Agency.FOSTERING, {"placement": "Well.", "support": "Cooking on Sundays."}, None),
        (Agency.FOSTERING, {"placement": "Well."}, "support"),
        (Agency.RESIDENTIAL, {"placement": "£900", "support": "Yes."}, "placement"),
        (Agency.PROVIDER, {"scheme": "Example House", "offers": "Six flats."}, None),
        (Agency.PROVIDER, {"offers": "Six flats."}, "scheme"),
        (Agency.IRO, IRO, None),
        (Agency.IRO, {**IRO, "challenge": "yes"}, "challenge_words"),
        (Agency.IRO, {**IRO, "challenge": "yes", "challenge_words": "Ask again."}, None),
        (Agency.IRO, {"view": "The plan fits."}, "challenge"),
        (Agency.YOUTH_JUSTICE, {}, "fits"),
        (Agency.PERSONAL_ADVISER, {}, "going_well"),
        (Agency.GUEST, {}, "words"),
        (Agency.GUEST, {"words": "College goes well."}, None),
    ],
)
def test_what_is_wrong_is_said_by_its_field(
    agency: Agency, answers: dict[str, Answer], field: str | None
) -> None:
    found = problems(agency, answers, TODAY)
    assert [each.field for each in found] == ([] if field is None else [field])


def test_answers_are_said_in_words() -> None:
    words = dict(in_words(Agency.HOUSING, HOUSING))
    assert words["Of which day is this information?"] == "Friday 20 November 2026"
    assert words["Which routes are open?"] == "The housing register, A supported scheme"
    assert words["Band or priority, in words"] == ""


def test_two_versions_show_only_what_differs() -> None:
    theirs = {**HOUSING, "band": "Band B"}
    (only,) = compared(Agency.HOUSING, HOUSING, theirs)
    assert (only.label, only.mine, only.theirs) == ("Band or priority, in words", "", "Band B")


def test_a_form_opens_with_last_time_s_answers_but_asks_for_days_anew() -> None:
    opened = from_last_time(Agency.HOUSING, HOUSING, same_person=True)
    assert opened == {"routes": ("register", "supported"), "options": HOUSING["options"]}
    assert all(FORMS[Agency.HOUSING][0].kind is Kind.DAY for _ in opened)


def test_what_was_said_of_another_young_person_is_never_filled_in() -> None:
    answers = {"scheme": "Example House", "offers": "Six flats.", "meets": "He needs quiet."}
    opened = from_last_time(Agency.PROVIDER, answers, same_person=False)
    assert opened == {"scheme": "Example House", "offers": "Six flats."}
    for agency in set(Agency) - {Agency.PROVIDER}:
        everything = {each.key: "said" for each in FORMS[agency]}
        assert from_last_time(agency, everything, same_person=False) == {}


@pytest.mark.parametrize(
    ("key", "kind", "agency"),
    [
        ("housing_authority", OrganisationKind.HOUSING_AUTHORITY, Agency.HOUSING),
        ("supported_accommodation", OrganisationKind.PROVIDER, Agency.PROVIDER),
        ("external_providers", OrganisationKind.PROVIDER, Agency.PROVIDER),
        ("fostering_manager", OrganisationKind.CHILDRENS_SERVICES, Agency.FOSTERING),
        ("residential_manager", OrganisationKind.CHILDRENS_SERVICES, Agency.RESIDENTIAL),
        ("access_to_resources", OrganisationKind.CHILDRENS_SERVICES, Agency.ACCESS_TO_RESOURCES),
        ("youth_justice", OrganisationKind.YOUTH_JUSTICE, Agency.YOUTH_JUSTICE),
        ("iro_representative", OrganisationKind.CHILDRENS_SERVICES, Agency.IRO),
        ("leaving_care_senior_manager", OrganisationKind.CHILDRENS_SERVICES, None),
        ("young_person_representative", OrganisationKind.YOUNG_PERSON, None),
    ],
)
def test_a_seat_speaks_for_its_agency(
    key: str, kind: OrganisationKind, agency: Agency | None
) -> None:
    assert of_seat(Seat(key, "A seat", kind)) is agency


def test_somebody_asked_in_writes_for_where_they_come_from() -> None:
    assert of_guest(OrganisationKind.PROVIDER) is Agency.PROVIDER
    assert of_guest(OrganisationKind.EDUCATION) is Agency.GUEST
    assert of_guest(None) is Agency.GUEST
