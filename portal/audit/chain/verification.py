"""Is the chain whole? Reads it from the first link, or from one, and says where it breaks first.

It finds what a database owner does, who can get round every trigger: without the key no link can be
made, and with it a chain cannot be made to end in the heads that were kept elsewhere (E4). A key
makes links in its own turn alone: with one that was rotated away, none can be made any more.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.audit import queries
from portal.audit.chain.heads import SignedHead, is_signed, turns
from portal.audit.chain.links import NO_LINK, facts_digest, link_digest
from portal.audit.operations import ERASED
from portal.database import current_scope
from portal.keyring import Keyring, MissingKeyError, Purpose

NO_FACTS: tuple[object, ...] = (None, {}, "{}")
"""How an entry without facts is held; SQLite holds text."""

NOT_SEALED = "What the trail held before it was a chain is not sealed yet. Run “portal init”."
PLANTED = (
    "Entries wait in the table from before the chain, though it has begun: somebody put them there."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. ``first_bad`` is the first link that is not as it was made, or missing."""

    events: int
    ok: bool
    first_bad: int | None
    why: str
    heads_checked: int


class _BrokenError(Exception):
    """The chain breaks at a link."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(why)
        self.seq = seq
        self.why = why


class _Check:
    """One walk along a chain, and what it has seen so far."""

    def __init__(
        self,
        keyring: Keyring,
        heads: Iterable[SignedHead],
        seals: Iterable[tuple[int, str]],
        since: int,
    ) -> None:
        self.keyring = keyring
        self.authority_id = current_scope().authority_id
        self.seq = since - 1
        self.digest = NO_LINK
        self.seen = 0
        self.gone: set[int] = set()
        self.kept: dict[int, set[str]] = {}
        self.secrets: dict[int, bytes] = {}
        self.heads_checked = 0
        keys = keyring.keys(Purpose.TRAIL)
        self.turns = turns(keys, self.authority_id)
        self.next_turn: int | None = None
        self.numbers = range(sys.maxsize)
        """Which key's number the next link may bear."""
        for head in heads:
            if head.authority != self.authority_id or not is_signed(keys, head):
                raise _BrokenError(
                    head.seq, "The kept head of this entry is not one this instance signed."
                )
            self._keep(head.seq, head.digest)
        for seq, digest in seals:
            self._keep(seq, digest)

    def _keep(self, seq: int, digest: str) -> None:
        if seq >= self.seq:
            self.kept.setdefault(seq, set()).add(digest)

    def run(self) -> None:
        if self.seq > 0:
            self.digest = queries.digest_at(self.seq) or ""
            if not self.digest:
                raise _BrokenError(self.seq, "There is no such entry to start from.")
        self._hold_against_heads()
        self._take_turns()
        while True:
            for row in queries.links_after(self.seq):
                self._link(row)
            seq, digest = queries.head()
            if (seq, digest) == (self.seq, self.digest):
                break
            if seq <= self.seq or queries.digest_at(self.seq + 1) is None:
                raise _BrokenError(self.seq + 1, "The newest entries are not those of the head.")
        self._end()

    def _end(self) -> None:
        """Refuse a chain that ends too early, or beside which something is gone or planted."""
        if self.turns:
            raise _BrokenError(self.seq + 1, "The trail's key was changed after a later entry.")
        if self.kept:
            raise _BrokenError(self.seq + 1, "A kept head is newer than the newest entry.")
        if self.gone:
            raise _BrokenError(
                min(self.gone), "Facts are gone, and no entry says they were erased."
            )
        if queries.earlier_events():
            raise _BrokenError(self.seq + 1, PLANTED if self.seq else NOT_SEALED)

    def _link(self, row: Sequence[Any]) -> None:
        *fields, facts, salt, digest = row
        seq, facts_digest, key_number = fields[1], fields[-2], fields[-1]
        if seq != self.seq + 1:
            raise _BrokenError(self.seq + 1, "An entry is missing.")
        if type(key_number) is int and key_number not in self.numbers:
            raise _BrokenError(seq, "The entry bears a key whose turn it was not.")
        try:
            made = link_digest(self._secret(key_number), self.digest, fields)
        except (MissingKeyError, TypeError, ValueError, AttributeError) as error:
            raise _BrokenError(seq, "The entry cannot be read.") from error
        if made != digest:
            raise _BrokenError(seq, "The entry is not as it was made.")
        if facts_digest or facts not in NO_FACTS:
            self._facts(seq, fields[3], facts, salt, facts_digest)
        self.seq, self.digest = seq, digest
        self.seen += 1
        if key_number != self.numbers.start:  # no older one comes after it
            self.numbers = range(key_number, self.numbers.stop)
        if seq == self.next_turn:
            self._take_turns()
        if self.kept:
            self._hold_against_heads()

    def _take_turns(self) -> None:
        """Let the keys that were added here or before count, and no later one until its turn."""
        oldest = self.numbers.start
        while self.turns and self.turns[0][0].seq <= self.seq:
            end, oldest = self.turns.pop(0)
            if end.seq == self.seq and end.digest != self.digest:
                raise _BrokenError(
                    self.seq, "The chain is not the one that the trail's key was changed in."
                )
        self.next_turn, stop = (
            (self.turns[0][0].seq, self.turns[0][1]) if self.turns else (None, sys.maxsize)
        )
        self.numbers = range(oldest, stop)

    def _secret(self, key_number: int) -> bytes:
        if key_number not in self.secrets:
            self.secrets[key_number] = self.keyring.key(Purpose.TRAIL, key_number).secret
        return self.secrets[key_number]

    def _facts(self, seq: int, event: str, held: object, salt: str | None, sealed: str) -> None:
        if held is None and sealed:
            self.gone.add(seq)
            return
        facts = _read(held)
        if facts is None or facts_digest(salt or "", facts) != sealed:
            raise _BrokenError(seq, "The facts are not those that were sealed.")
        if event == ERASED:
            self.gone.difference_update(facts["entries"])

    def _hold_against_heads(self) -> None:
        kept = self.kept.pop(self.seq, set())
        if kept - {self.digest}:
            raise _BrokenError(self.seq, "The chain is not the one whose head was kept.")
        self.heads_checked += len(kept)


def _read(held: object) -> dict[str, Any] | None:
    """Return facts as they are held, as text or read already; None where they are no facts."""
    try:
        facts = json.loads(held) if isinstance(held, str) else held
    except ValueError:
        return None
    return facts if isinstance(facts, dict) else None


def verify(
    keyring: Keyring,
    *,
    heads: Iterable[SignedHead] = (),
    seals: Iterable[tuple[int, str]] = (),
    since: int = 1,
) -> Verdict:
    """Check the open scope's chain from a link on, and against heads that were kept elsewhere.

    ``seals`` are the numbers and digests that were printed in records. Started from a later link,
    what lies before it is taken as it is.
    """
    check = None
    try:
        check = _Check(keyring, heads, seals, since)
        check.run()
    except _BrokenError as error:
        seen, held = (check.seen, check.heads_checked) if check else (0, 0)
        return Verdict(seen, ok=False, first_bad=error.seq, why=error.why, heads_checked=held)
    return Verdict(check.seen, ok=True, first_bad=None, why="", heads_checked=check.heads_checked)
