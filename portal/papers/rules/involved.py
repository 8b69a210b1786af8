"""Tells the section “why we are involved” by its heading, however it is written (R53).

That section says why children's services came into a child's life, which is nobody's business at
a panel about their home. It is told by its heading alone: in any case, numbered or not, with curly
or straight quotation marks, as a question, as “Reason for involvement”, joined to another heading,
or with its text running on behind it.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

LONGEST_HEADING = 16
"""In words: what is longer is a sentence that happens to hold the words."""
REFUSED = (
    "The section \N{LEFT DOUBLE QUOTATION MARK}why we are involved\N{RIGHT DOUBLE QUOTATION MARK} "
    "is never part of the papers. Take out the part that starts with that heading"
)
_QUOTES = str.maketrans(dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4", "'"))
_ROUND = " '\"*_#\u201c\u201d\t\u2022-"
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_NUMBERING = re.compile(
    r"^\W*(?:(?:section|part|chapter|box|question|q|no)\s*)?"
    r"(?:\(?(?:\d{1,2}(?:\s*\.\s*\d{1,2})*|[a-z]|[ivx]{1,5})\s*[.):\]\-\u2013\u2014]+(?!\d)|"
    r"\d{1,2}(?:\.\d{1,2})*(?=\s))\s*(?:[a-z]\)\s*)?",
)
_RUN_ON = re.compile(r"\s*(?:[:;?\t\u2013\u2014|]|\.(?=\s|$)|\s-\s)\s*")
_PARTS = re.compile(r"\s+and\s+|\s*[/&,;|:()\[\]\u2013\u2014]\s*|\s+-\s+")
_WORD = re.compile(r"[^\w']+")

_INVOLVED = "(?:involved|invovled|invloved|inovlved|involed|invoved)"
_INVOLVEMENT = (
    "(?:involvement|involvment|invovlement|invlovement|involvements"
    f"|(?:being|becoming|getting) {_INVOLVED}|contact with the family)"
)
_SERVICE = (
    "(?:we|us|our (?:team|service|services|department)"
    "|(?:the )?(?:children'?s? (?:and families )?)?(?:social (?:care|services|work|workers?))"
    "(?: team| department)?"
    "|(?:the )?children'?s? (?:services|service|social care|team)"
    "|(?:the )?(?:local authority|county council|council|authority|department|services?|team|la"
    "|csc|cic team|lcc|lancashire(?: county council)?)"
    "|(?:the )?professionals|your social worker|the care team)"
)
_THEIRS = (
    f"(?:(?:the|our|their|your|this|its|current|initial|original|previous|past|ongoing|continued"
    f"|continuing|statutory|social work|agency|agencies'?|lcc'?s|{_SERVICE}'?s?) ){{0,6}}"
)
_DID = (
    "(?:(?:are|is|were|was|be|been|have|has|had|became|become|got|get|came|come|to|did|do|does"
    "|need|needed|remain|remained|stay|still|currently|now|first|initially|originally|ever|so"
    "|a part of|getting|becoming) ){0,6}"
)
_WITH = r"(?: (?:with|in|for|by)(?: [\w']+){1,7})?"
_WHOSE = (
    "(?:you|he|she|they|i|we|the (?:family|child|young person)|(?:my|your|his|her|their) family"
)
_HEADING = re.compile(
    "(?:"
    # why we are involved; why are social care involved; when and why we became involved
    "(?:(?:the )?reasons? )?(?:(?:when|how|who we are) and )?why "
    f"{_DID}{_SERVICE} {_DID}{_INVOLVED}"
    # the reason we became involved
    f"|(?:the )?(?:main )?reasons? (?:that )?{_SERVICE} {_DID}{_INVOLVED}"
    # reason for involvement; background to our involvement; grounds for social care involvement
    "|(?:the )?(?:background|history|context|main|key)?(?: ?(?:and|of|to|for) )?(?:the )?"
    "(?:reasons?|grounds?|basis|rationale|causes?|circumstances|background|purpose|why|need)"
    f"(?: (?:for|of|behind|to|leading to|why|around|about))? {_THEIRS}{_INVOLVEMENT}"
    # how we became involved; what led to our involvement
    f"|how {_SERVICE} (?:first )?(?:became|got|get|become|came to be|come to be) {_INVOLVED}"
    f"|what (?:has )?(?:led|brought|leads?) (?:to )?{_THEIRS}(?:{_INVOLVEMENT}|{_DID}{_INVOLVED})"
    # our involvement and why; involvement: reason
    f"|{_THEIRS}{_INVOLVEMENT} (?:why|reasons?|the reasons?|reasons? why)"
    # why you have a social worker
    rf"|why {_WHOSE}|[\w']+) (?:have|has|had|got|need|needs|needed) (?:a |an )?(?:allocated )?"
    "social (?:worker|workers|care|services)"
    f"|why (?:do|does|did) {_WHOSE}|[\\w']+) have a social worker"
    f"){_WITH}(?: (?:now|today|at (?:the|this) (?:moment|time)))?"
)
_SQUASHED = re.compile(
    "(?:why(?:weare|arewe|webecame|wegot)|reasons?for(?:our|the|socialcare|childrensservices)?)"
    "(?:involved|involvement)(?:with\\w+)?"
)
_MENTION = re.compile(
    f"why {_DID}{_SERVICE} {_DID}{_INVOLVED}"
    f"|(?:reasons?|grounds|rationale|background) (?:for|to|behind|of) {_THEIRS}{_INVOLVEMENT}"
    f"|how {_SERVICE} (?:first )?(?:became|got|came to be) {_INVOLVED}"
    f"|what led to {_THEIRS}{_INVOLVEMENT}"
)


def names_it(heading: str) -> bool:
    """Tell whether a heading is that of “why we are involved”, alone or joined to another."""
    plain = _plain(heading)
    if not plain.strip() or len(plain.split()) > LONGEST_HEADING:
        return False
    parts = (plain, *_PARTS.split(plain))
    return any(_is_it(part) for part in parts if part.strip())


def starts_it(line: str) -> bool:
    """Tell whether a line starts that section: its heading, alone or with the text behind it."""
    plain = _plain(line)
    found = _RUN_ON.search(plain)
    if names_it(line) and not _reads_on(plain):
        return True
    if found is None or found.end() == len(plain):
        return False
    return _is_it(plain[: found.start()])


def started_in(text: str) -> bool:
    """Tell whether some words hold a line, or two that belong together, that starts the section."""
    lines = [line for line in text.splitlines() if line.strip()]
    if any(starts_it(line) for line in lines):
        return True
    return any(names_it(f"{one.strip()} {two.strip()}") for one, two in pairwise(lines))


def mentioned_in(text: str) -> bool:
    """Tell whether some words speak of it anywhere: a person should look."""
    return started_in(text) or _MENTION.search(_words(_plain(text))) is not None


def _is_it(text: str) -> bool:
    words = _words(text)
    if _HEADING.fullmatch(words):
        return True
    return _SQUASHED.fullmatch(words.replace(" ", "").replace("'", "")) is not None


def _reads_on(plain: str) -> bool:
    """Tell whether a line that holds the words is a sentence, not a heading: it ends like one."""
    return plain.rstrip().endswith(".") and len(plain.split()) > LONGEST_HEADING // 2


def _plain(text: str) -> str:
    """Return a text in small letters, with plain quotation marks and nothing invisible in it."""
    shown = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_QUOTES)
    return _NUMBERING.sub("", shown.casefold().strip(), count=1).strip(
        " '\"*_#\u201c\u201d\t\u2022-"
    )


def _words(text: str) -> str:
    """Return a text's words with one space between them."""
    return " ".join(_WORD.sub(" ", text.replace("\u2019", "'")).replace(" '", " ").split())
