"""A seal is a number and a digest: nothing else has room in it, and what is copied is read."""

from __future__ import annotations

import pytest

from portal.kernel.seals import Seal

DIGEST = "0123456789abcdef" * 4


@pytest.mark.control("C44")
@pytest.mark.parametrize(
    "text",
    [
        f"12:{DIGEST}",
        f"  12:{DIGEST}\n",
        f"12:{DIGEST.upper()}",
        f"12:\n{DIGEST[:40]}\n{DIGEST[40:]}",
        f"12: {DIGEST}",
    ],
    ids=["as printed", "with space around", "in capitals", "broken by mail", "typed with a space"],
)
def test_what_is_printed_or_mailed_is_read(text: str) -> None:
    assert Seal.read(text) == Seal(12, DIGEST)
    assert str(Seal.read(text)) == f"12:{DIGEST}"


@pytest.mark.control("C36", "C44")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        DIGEST,
        f":{DIGEST}",
        f"-1:{DIGEST}",
        f"1.5:{DIGEST}",
        f"{10**18}:{DIGEST}",
        f"12:{DIGEST[1:]}",
        f"12:{DIGEST}0",
        f"12:{'g' * 64}",
        "12:Zanzibarina Pretend" + "a" * 46,
        f"twelve:{DIGEST}",
    ],
)
def test_nothing_else_is_a_seal(text: str) -> None:
    with pytest.raises(ValueError, match="A seal is a number, a colon and 64"):
        Seal.read(text)


def test_a_chain_with_nothing_in_it_has_a_seal_too() -> None:
    assert Seal(0, "0" * 64).number == 0
