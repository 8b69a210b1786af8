"""Files told by what they hold, pictures made anew, the store that keeps them, and the scanner."""

from __future__ import annotations

import io
import os
import socket
import tempfile
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from flask import Flask
from PIL import Image

from portal.keyring import Keyring, Purpose
from portal.papers.files import images
from portal.papers.files.kinds import FileKind, kind_of, title_from
from portal.papers.files.scanner import Scan, scan
from portal.papers.files.store import CHUNK, PART, Owner, Store, StoreError
from portal.papers.rules.refusals import LARGEST_FILE, FileRefusedError, Refusal
from tests.support.invented_papers import CANARY, PHONE_PICTURE, pdf, picture, word

OWNER = Owner("E10000017", UUID(int=7))
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def with_a_zip(held: bytes) -> bytes:
    made = io.BytesIO(held)
    with zipfile.ZipFile(made, "a") as package:
        package.writestr("run.txt", "x")
    return made.getvalue()


KINDS = {
    "a PDF": (pdf("A"), FileKind.PDF),
    "a Word file": (word("A"), FileKind.WORD),
    "a JPEG": (picture("JPEG"), FileKind.JPEG),
    "a PNG": (picture("PNG"), FileKind.PNG),
    "a picture of some phones": (PHONE_PICTURE, FileKind.HEIC),
}
REFUSED = {
    "nothing": (b"", Refusal.EMPTY),
    "a page of the web": (b"<!doctype html><script>alert(1)</script>", Refusal.UNKNOWN),
    "a drawing that runs": (
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        Refusal.UNKNOWN,
    ),
    "a program": (b"MZ\x90\x00" + b"\0" * 200, Refusal.UNKNOWN),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Refusal.OLD_WORD),
    "a Word file with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000 + "EncryptedPackage".encode("utf-16-le"),
        Refusal.PASSWORD,
    ),
    "a picture few programs open": (b"\0\0\0\x18ftypavif" + b"\0" * 40, Refusal.AVIF),
    "a PDF that is an archive": (with_a_zip(pdf("A")), Refusal.TWO_KINDS),
    "a picture that is an archive": (with_a_zip(picture()), Refusal.TWO_KINDS),
    "a picture that is a PDF": (picture()[:20] + b"%PDF-1.4" + picture()[20:], Refusal.TWO_KINDS),
    "an archive that is a PDF": (word("A") + b"\n%%EOF", Refusal.TWO_KINDS),
    "a PDF with something before it": (b"GIF89a" + pdf("A"), Refusal.UNKNOWN),
    "too large": (b"%PDF-" + bytes(LARGEST_FILE), Refusal.TOO_LARGE),
}


@pytest.mark.control("C33")
@pytest.mark.parametrize("case", KINDS)
def test_a_file_is_told_by_what_it_holds(case: str) -> None:
    held, kind = KINDS[case]
    assert kind_of(io.BytesIO(held)) is kind


@pytest.mark.control("C33")
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_taken_in_is_refused_with_its_reason(case: str) -> None:
    held, refusal = REFUSED[case]
    with pytest.raises(FileRefusedError) as caught:
        kind_of(io.BytesIO(held))
    assert caught.value.refusal is refusal
    assert caught.value.field == "file"


@pytest.mark.control("C33")
@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Case summary.docx", "Case summary"),
        ("../../etc/passwd", "passwd"),
        ("D:\\Work\\case_summary-v2.docx", "case summary v2"),
        ("..", ""),
        ("", ""),
        (None, ""),
        ("a\u202egpj.exe\x00.pdf", "a gpj exe"),
        ("x" * 300 + ".pdf", "x" * 120),
    ],
)
def test_a_title_from_a_name_has_no_path_in_it(name: str | None, title: str) -> None:
    assert title_from(name) == title


@pytest.mark.control("C33")
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_keeps_its_dots_and_nothing_else(kind: str) -> None:
    file = picture(kind, marked=CANARY)
    assert CANARY.encode() in file
    made = images.made_anew(io.BytesIO(file))
    assert CANARY.encode() not in made
    with Image.open(io.BytesIO(made)) as opened:
        assert not opened.getexif()
        assert opened.size == (320, 200)
        red, green, blue = opened.convert("RGB").getpixel((50, 50))  # type: ignore[misc]  # an RGB picture's dot
    assert abs(red - 20) + abs(green - 120) + abs(blue - 90) < 12


@pytest.mark.control("C33")
def test_a_picture_of_a_phone_becomes_a_jpeg_of_its_dots() -> None:
    assert CANARY.encode() in PHONE_PICTURE
    made = images.made_anew(io.BytesIO(PHONE_PICTURE))
    assert CANARY.encode() not in made
    with Image.open(io.BytesIO(made)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (64, 48))
        assert not opened.getexif()
        left, right = opened.getpixel((8, 24)), opened.getpixel((56, 24))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] - left[1] > 100, "red"
    assert min(right) > 240, "white"


def phone_flood() -> bytes:
    """Return a picture of a phone that says it has 1,600 million dots."""
    held = bytearray(PHONE_PICTURE)
    size = held.index(b"ispe") + 8
    held[size : size + 8] = (40_000).to_bytes(4, "big") * 2
    return bytes(held)


def flood() -> bytes:
    """Return a picture of a few hundred bytes that says it has 1,600 million dots."""
    held = bytearray(picture("PNG"))
    held[16:24] = (40_000).to_bytes(4, "big") * 2
    held[29:33] = zlib.crc32(bytes(held[12:29])).to_bytes(4, "big")
    return bytes(held)


@pytest.mark.control("C33")
@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        (flood(), Refusal.PIXELS),
        (picture()[:60], Refusal.DAMAGED),
        (picture("PNG")[:60], Refusal.DAMAGED),
        (b"\xff\xd8\xff nothing", Refusal.DAMAGED),
        (phone_flood(), Refusal.PIXELS),
        (PHONE_PICTURE[:60], Refusal.DAMAGED),
        (PHONE_PICTURE[:-40], Refusal.DAMAGED),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, Refusal.DAMAGED),
    ],
)
def test_a_bad_picture_is_refused_before_it_is_unpacked(file: bytes, refusal: Refusal) -> None:
    with pytest.raises(FileRefusedError) as caught:
        images.made_anew(io.BytesIO(file))
    assert caught.value.refusal is refusal


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return Store(tmp_path / "papers", Keyring(tmp_path / "keys.json"))


SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 77]


@pytest.mark.control("C33")
@pytest.mark.parametrize("size", SIZES)
def test_what_is_put_away_comes_back(kept: Store, size: int) -> None:
    held = os.urandom(size)
    put = kept.put(OWNER, [held[:100], held[100:]])
    assert b"".join(kept.read(OWNER, put.name)) == held
    assert put.size == size


@pytest.mark.control("C33")
def test_it_lies_sealed_under_a_name_that_says_nothing(kept: Store) -> None:
    put = kept.put(OWNER, [CANARY.encode() * 9])
    (path,) = [each for each in kept.folder.rglob("*") if each.is_file()]
    assert path.name == put.name
    assert len(put.name) == 32
    assert CANARY.encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def path_of(kept: Store, name: str) -> Path:
    return kept.folder / name[:2] / name


def cut_short(path: Path) -> None:
    held = path.read_bytes()
    path.write_bytes(held[: 16 + CHUNK + 16])


def swap_chunks(path: Path) -> None:
    held, step = path.read_bytes(), CHUNK + 16
    path.write_bytes(
        held[:16] + held[16 + step : 16 + 2 * step] + held[16 : 16 + step] + held[16 + 2 * step :]
    )


def flip(path: Path) -> None:
    held = bytearray(path.read_bytes())
    held[-5] ^= 1
    path.write_bytes(held)


@pytest.mark.control("C33")
@pytest.mark.parametrize(
    "harm", [cut_short, swap_chunks, flip, Path.unlink, lambda path: path.write_bytes(b"x")]
)
def test_a_file_that_was_changed_does_not_open(kept: Store, harm: Callable[[Path], None]) -> None:
    put = kept.put(OWNER, [os.urandom(2 * CHUNK + 5)])
    harm(path_of(kept, put.name))
    with pytest.raises(StoreError):
        b"".join(kept.read(OWNER, put.name))


@pytest.mark.control("C33")
def test_a_file_opens_only_for_its_own_row_authority_and_name(kept: Store) -> None:
    put = kept.put(OWNER, [b"words"])
    other = kept.put(Owner("E10000017", UUID(int=8)), [b"other words"])
    for owner in (Owner("E10000017", UUID(int=8)), Owner("E10000099", UUID(int=7))):
        with pytest.raises(StoreError):
            b"".join(kept.read(owner, put.name))
    path_of(kept, other.name).replace(path_of(kept, put.name))
    with pytest.raises(StoreError):
        b"".join(kept.read(OWNER, put.name))
    with pytest.raises(StoreError):
        next(kept.read(OWNER, "../../keys.json"))


@pytest.mark.control("C33")
def test_a_crash_leaves_no_half_file(kept: Store) -> None:
    def dies() -> Iterator[bytes]:
        yield os.urandom(2 * CHUNK)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept.put(OWNER, dies())
    assert [each for each in kept.folder.rglob("*") if each.is_file()] == []
    (kept.folder / "ab").mkdir()
    (kept.folder / "ab" / f"ab{'0' * 30}{PART}").write_bytes(b"half")
    assert kept.forget_parts(older_than=time.time() - 60) == 0
    assert kept.forget_parts(older_than=time.time() + 60) == 1


def test_an_old_key_still_opens_and_a_new_one_seals(kept: Store) -> None:
    put = kept.put(OWNER, [b"words"])
    kept.ring.rotate(Purpose.PAPERS)
    newer = kept.put(OWNER, [b"words"])
    assert (kept.key_number(put.name), kept.key_number(newer.name)) == (1, 2)
    assert b"".join(kept.read(OWNER, put.name)) == b"words"


class Scanner:
    """A scanner that answers as ClamAV does, or says what it is told to."""

    def __init__(self, answer: bytes | None = None) -> None:
        self.folder = tempfile.mkdtemp()
        self.path = f"{self.folder}/clamd.sock"
        self.answer = answer
        self.line = socket.socket(socket.AF_UNIX)
        self.line.bind(self.path)
        self.line.listen()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        asked, _ = self.line.accept()
        with asked, asked.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            held = b""
            while length := int.from_bytes(said.read(4), "big"):
                held += said.read(length)
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in held else b"stream: OK\0"
            asked.sendall(found if self.answer is None else self.answer)

    def stop(self) -> None:
        self.line.close()
        self.thread.join(5)


@pytest.mark.control("C33")
@pytest.mark.parametrize(
    ("held", "answer", "scanned"),
    [
        (b"x" * 200_000, None, Scan.CLEAN),
        (b"x" * 100_000 + EICAR, None, Scan.FOUND),
        (b"x", b"INSTREAM size limit exceeded. ERROR\0", Scan.NO_ANSWER),
        (b"x", b"", Scan.NO_ANSWER),
    ],
)
def test_the_scanner_is_asked_as_clamav_is(
    held: bytes, answer: bytes | None, scanned: Scan
) -> None:
    scanner, app = Scanner(answer), Flask("scanned")
    with app.app_context():
        app.config["PORTAL_SETTINGS"] = SimpleNamespace(scanner=scanner.path)
        assert scan(io.BytesIO(held)) is scanned
        scanner.stop()
        app.config["PORTAL_SETTINGS"] = SimpleNamespace(scanner="/nowhere/clamd.sock")
        assert scan(io.BytesIO(held)) is Scan.NO_ANSWER
        app.config["PORTAL_SETTINGS"] = SimpleNamespace(scanner="not an address")
        assert scan(io.BytesIO(held)) is Scan.NO_ANSWER
        app.config["PORTAL_SETTINGS"] = SimpleNamespace(scanner=None)
        assert scan(io.BytesIO(held)) is Scan.NOT_SET_UP
