"""Which words and addresses tell whoever looks over a shoulder what something is about."""

from __future__ import annotations

import pytest

from portal.kernel.discreet import telling_address


@pytest.mark.control("C49")
@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("https://portal.example.gov.uk", ""),
        ("https://your-pages.example.gov.uk:8443", ""),
        ("hello@example.gov.uk", ""),
        ("https://scarecrow.example", ""),
        ("https://panels.example.gov.uk", "panel"),
        ("https://lasting-homes-panel.example", "panel"),
        ("https://care.example.gov.uk", "care"),
        ("https://careleavers.example.gov.uk", "careleav"),
        ("https://portal.housingteam.example", "housing"),
        ("no-reply@leaving-care.example.gov.uk", "leaving"),
        ("ChildrensServices@example.gov.uk", "Childrens"),
        ("fostering@example.gov.uk", "foster"),
    ],
)
def test_an_address_tells_also_where_its_words_run_together(address: str, word: str) -> None:
    assert telling_address(address) == word
