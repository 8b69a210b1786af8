"""A young person says what they want by a picture or a recording: checked, made anew, kept."""

from __future__ import annotations

import io
from typing import Any

import pytest
from markupsafe import escape
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from portal.voice import forms, operations, queries
from portal.voice.operations import Asking
from portal.voice.rules.answers import Answer, Audience, How
from portal.web.languages import catalogue
from tests.integration.panels.conftest import NOW
from tests.integration.voice.conftest import (
    MATTERS,
    SAY,
    Saying,
)
from tests.support.invented_papers import picture

WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(range(256)) * 8


@pytest.mark.control("C33")
def test_a_picture_is_made_anew_without_what_travelled_with_it(saying: Saying) -> None:
    answer = saying.client.post(
        f"/y/say/{MATTERS}/picture",
        data={
            "file": (io.BytesIO(picture(marked="Zanzibarina at 1 Invented Street")), "IMG_1.jpg"),
            "words": "My cat",
            "version": 0,
        },
    )
    assert answer.headers["Location"] == f"/y/say/{MATTERS}"
    page = saying.client.get(f"/y/say/{MATTERS}")
    assert f'src="/y/say/{MATTERS}/file" alt="My cat"' in page.text
    held = saying.client.get(f"/y/say/{MATTERS}/file")
    assert held.mimetype == "image/jpeg"
    assert b"Zanzibarina" not in held.data
    assert "filename=answer.jpeg" in held.headers["Content-Disposition"]


def test_a_photograph_of_twenty_megabytes_is_made_smaller_and_never_refused(
    saying: Saying,
) -> None:
    large = picture(size=(9000, 6000))
    padded = large + bytes(22 * 1024 * 1024 - len(large))
    with saying.working():
        operations.keep_file(
            now=NOW,
            young_person_id=saying.young_person_id,
            item_id=saying.item_id,
            asking=Asking(key="matters", wording="What matters?"),
            given=Answer(How.PICTURE, Audience.PANEL),
            file=io.BytesIO(padded),
            version=0,
        )
    kept = saying.kept("matters")
    assert kept is not None
    assert 0 < kept.size < 2_000_000
    shown = Image.open(io.BytesIO(saying.client.get(f"/y/say/{MATTERS}/file").data))
    assert max(shown.size) == 2_400


@pytest.mark.parametrize("language", ["en", "ti"])
@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"/y/say/{MATTERS}/picture", forms.TOO_LARGE[How.PICTURE]),
        (f"/y/say/{SAY}/talk", forms.TOO_LARGE[How.RECORDING]),
        ("/y/say/add", forms.TOO_LARGE[How.STATEMENT]),
    ],
)
def test_a_file_that_is_too_large_says_what_to_do_and_keeps_what_was_typed(
    saying: Saying, path: str, said: str, language: str
) -> None:
    typed = {"words": "Words beside it", "audience": "advocate", "version": "0"}
    large = FileStorage(io.BytesIO(bytes(41 * 1024 * 1024)), "IMG_1.jpg", "file")
    body, _, boundary = stream_encode_multipart({"file": large, **typed}, use_tempfile=False)
    answer = saying.client.post(
        f"{path}?lang={language}",
        data=body.read(),
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    assert answer.status_code == 422
    assert escape(catalogue(language).gettext(said)) in answer.text
    assert 'value="advocate" checked' in answer.text
    assert ("Words beside it" in answer.text) is (path != "/y/say/add")
    with saying.working(writes=False):
        assert queries.answers_of(saying.item_id) == []


def test_more_than_is_read_at_all_is_a_kind_page(saying: Saying) -> None:
    answer = saying.client.post(
        f"/y/say/{MATTERS}/picture?lang=ar",
        data=b"x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(300 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert f'href="/y/say/{MATTERS}/picture?lang=ar"' in answer.text
    assert catalogue("ar").gettext("This is too large to send") in answer.text


@pytest.mark.parametrize(
    ("asked", "status", "held"),
    [
        (None, 200, WEBM),
        ("bytes=0-1", 206, WEBM[:2]),
        ("bytes=100-", 206, WEBM[100:]),
        (f"bytes={len(WEBM)}-", 416, None),
    ],
)
def test_a_recording_is_given_piece_by_piece_where_a_phone_asks_so(
    saying: Saying, asked: str | None, status: int, held: bytes | None
) -> None:
    saying.client.post(
        f"/y/say/{SAY}/talk",
        data={"file": (io.BytesIO(WEBM), "blob"), "version": 0, "words": ""},
    )
    answer = saying.client.get(
        f"/y/say/{SAY}/file", headers={} if asked is None else {"Range": asked}
    )
    assert answer.status_code == status
    if held is not None:
        assert answer.data == held
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_recording_is_known_by_what_it_holds(saying: Saying) -> None:
    saying.client.post(
        f"/y/say/{SAY}/talk",
        data={"file": (io.BytesIO(WEBM), "blob"), "version": 0, "words": ""},
    )
    held = saying.client.get(f"/y/say/{SAY}/file")
    assert (held.mimetype, held.data) == ("audio/webm", WEBM)
    page = saying.client.get(f"/y/say/{SAY}")
    assert "<audio controls" in page.text
    # Words typed beside it belong to it: the recording stays.
    saying.answer(SAY, "It says: hello")
    kept = saying.kept("say")
    assert kept is not None
    assert (kept.how, kept.words, kept.media) == ("recording", "It says: hello", "audio/webm")
    quiet = saying.client.post(
        f"/y/say/{SAY}/talk",
        data={
            "file": (io.BytesIO(b"<script>alert(1)</script>"), "voice.webm"),
            "version": kept.version,
            "quiet": "yes",
        },
    )
    assert quiet.status_code == 422
    assert quiet.json == {
        "said": "We cannot use this file. Try another one, or answer in another way."
    }


@pytest.mark.requirement("R52")
def test_whoever_sends_a_recording_is_led_to_where_it_is_made(saying: Saying) -> None:
    """One press from the answer that was saved, from My meeting and from the first page."""
    link = f'<a href="/y/say/{SAY}/talk">Record what you want to say</a>'
    pages = ("/y/meeting/about/way/more?saved=way", "/y/meeting?saved=way", "/y/meeting", "/y/home")
    way = "/y/meeting/about/way/way"
    for chosen, number in (("words", 0), ("recording", 1)):
        sent = saying.client.post(way, data={"version": number, "way": chosen})
        assert sent.headers["Location"] == "/y/meeting/about/way/more?saved=way"
        for page in pages:
            assert saying.client.get(page).text.count(link) == number, page
    assert saying.client.get(f"/y/say/{SAY}/talk").status_code == 200
    saying.client.post(
        f"/y/say/{SAY}/talk",
        data={"file": (io.BytesIO(WEBM), "blob"), "version": 0, "words": ""},
    )
    for page in pages:
        shown = saying.client.get(page).text
        assert link not in shown
        assert '<a href="/y/say/check">Listen to your recording</a>' in shown


def test_only_the_page_for_talking_may_ask_for_the_microphone(saying: Saying) -> None:
    for place, may in ((f"/y/say/{SAY}/talk", True), (f"/y/say/{SAY}", False), ("/y/say", False)):
        headers = saying.client.get(place).headers
        assert ("microphone=(self)" in headers["Permissions-Policy"]) is may
        assert ("blob:" in headers["Content-Security-Policy"]) is may
        assert "camera=()" in headers["Permissions-Policy"]


TALK = f"/y/say/{SAY}/talk"


def sends(saying: Saying, piece: bytes, after: int | None, version: int, words: str = "") -> Any:
    """Send a piece of a recording as the page does while it is made."""
    sent: dict[str, Any] = {"quiet": "yes", "words": words, "version": version}
    if after is not None:
        sent["after"] = after
    return saying.client.post(TALK, data={**sent, "file": (io.BytesIO(piece), "recording")})


def heard(saying: Saying) -> bytes:
    return bytes(saying.client.get(f"/y/say/{SAY}/file").data)


@pytest.mark.requirement("R52")
def test_a_recording_is_there_as_far_as_it_came(saying: Saying) -> None:
    version, there = 0, 0
    for end in (500, 1_200, len(WEBM)):
        told = sends(saying, WEBM[there:end], there, version)
        version, there = told.json["version"], end
        assert heard(saying) == WEBM[:end]
        assert f'src="/y/say/{SAY}/file"' in saying.client.get(f"/y/say/{SAY}").text
    # What is written beside it later comes without the recording itself.
    assert sends(saying, b"", there, version, "It is my song").json["version"] > version
    kept = saying.kept("say")
    assert kept is not None
    assert (kept.words, kept.size, kept.media) == ("It is my song", len(WEBM), "audio/webm")
    assert kept.shared_at is None


def test_a_piece_whose_answer_was_lost_comes_again(saying: Saying) -> None:
    version = sends(saying, WEBM[:500], 0, 0).json["version"]
    assert sends(saying, WEBM[:900], 0, 0).status_code == 200  # the first answer was lost
    assert sends(saying, WEBM[500:1_500], 500, version).status_code == 200  # and the second
    assert heard(saying) == WEBM[:1_500]
    assert sends(saying, WEBM[900:], 900, version).status_code == 200
    assert heard(saying) == WEBM


def test_a_piece_is_joined_to_nothing_else(saying: Saying) -> None:
    assert sends(saying, WEBM[500:], 500, 0).status_code == 409  # there is no beginning
    version = sends(saying, WEBM[:500], 0, 0).json["version"]
    other = WEBM[:100] + WEBM[200:]
    assert sends(saying, other, 0, 0).status_code == 409  # another phone's, which knows of none
    assert sends(saying, WEBM[900:], 900, version).status_code == 409  # something is missing
    assert sends(saying, other[400:], 400, version).status_code == 409  # it is another recording
    assert sends(saying, WEBM[500:], 500, 0, "From another phone").status_code == 409
    assert heard(saying) == WEBM[:500]
    assert sends(saying, other, 0, version).status_code == 200  # said again, in its place
    assert heard(saying) == other


def test_a_picture_does_not_come_in_pieces(saying: Saying) -> None:
    whole = picture()
    answer = saying.client.post(
        f"/y/say/{MATTERS}/picture",
        data={"quiet": "yes", "version": 0, "after": 7, "file": (io.BytesIO(whole), "x.jpg")},
    )
    assert answer.status_code == 200
    assert saying.client.get(f"/y/say/{MATTERS}/file").mimetype == "image/jpeg"


def test_what_was_shared_stays_while_a_new_recording_comes(saying: Saying) -> None:
    sends(saying, WEBM, None, 0)
    saying.client.post("/y/say/share")
    page = saying.client.get(TALK).text
    version = int(page.split('name="version" value="')[1].split('"')[0])
    version = sends(saying, WEBM[:700], 0, version).json["version"]
    sends(saying, WEBM[700:900], 700, version)
    assert heard(saying) == WEBM[:900]
    with saying.working(writes=False):
        shared = queries.shared_answers(saying.item_id, frozenset(Audience))
        assert [row.size for row in shared] == [len(WEBM)]
