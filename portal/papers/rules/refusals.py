"""Why a file is not taken in: what to tell whoever chose it, and what they can do. Pure."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.errors import RuleError

LARGEST_FILE = 20 * 1024 * 1024
MOST_PAGES = 200


class Refusal(StrEnum):
    """A reason not to take a file in."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    OLD_WORD = "old_word"
    AVIF = "avif"
    TWO_KINDS = "two_kinds"
    PASSWORD = "password"  # noqa: S105 - a reason, not a secret
    DAMAGED = "damaged"
    MACROS = "macros"
    ENTITIES = "entities"
    BOMB = "bomb"
    PICTURES = "pictures"
    PAGES = "pages"
    PIXELS = "pixels"
    NOTHING_LEFT = "nothing_left"
    VIRUS = "virus"

    @property
    def sentence(self) -> str:
        """The reason and what to do, for beside the field."""
        return _SENTENCES[self]


_SENTENCES = {
    Refusal.EMPTY: "The file is empty. Choose it again",
    Refusal.TOO_LARGE: "The file is larger than 20 MB. Make it smaller, or send it in two parts",
    Refusal.UNKNOWN: "The file must be a PDF, a Word document (.docx), a JPEG, a PNG or a HEIC",
    Refusal.OLD_WORD: (
        "This is an old kind of Word document (.doc). Open it in Word and save it as .docx"
    ),
    Refusal.AVIF: (
        "This is a picture of a kind that few programs open (AVIF). Save it as JPEG first"
    ),
    Refusal.TWO_KINDS: (
        "The file is two kinds of file in one, so it cannot be checked. Save it again as a PDF"
    ),
    Refusal.PASSWORD: "The file needs a password. Save it without one, then choose it again",
    Refusal.DAMAGED: (
        "The file is damaged and cannot be read. Open it, save it again and choose the new file"
    ),
    Refusal.MACROS: (
        "The file holds macros, which are small programs. Save it as an ordinary .docx document"
    ),
    Refusal.ENTITIES: "The file is built in an unsafe way. Open it in Word and save it again",
    Refusal.BOMB: (
        "The file unpacks to far more than a paper holds. Save it again with smaller pictures"
    ),
    Refusal.PICTURES: "The file holds more than 60 pictures. Send it in two parts, or as a PDF",
    Refusal.PAGES: f"The file has more than {MOST_PAGES} pages. Send it in two parts",
    Refusal.PIXELS: "The picture is larger than 50 million dots. Make it smaller",
    Refusal.NOTHING_LEFT: "Nothing is left of the file. Leave less of it out, or do not send it",
    Refusal.VIRUS: (
        "The virus scanner found something in this file, so it was not taken in. Tell your IT team"
    ),
}


class FileRefusedError(RuleError):
    """A file is not taken in, and nothing of it was kept."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence, field="file")
        self.refusal = refusal
