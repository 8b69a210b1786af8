"""Is the chain whole? Reads it from the first link, or from one, and says where it breaks first.

It finds what a database owner does, who can get round every trigger: without the key no link can be
made, and with it a chain cannot be made to end in the heads that were kept elsewhere (E4).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from portal.audit import queries
from portal.audit.chain.heads import SignedHead, is_signed
from portal.audit.chain.links import NO_LINK, facts_digest, link_digest
from portal.audit.operations import ERASED
from portal.database import current_scope
from portal.keyring import Keyring, MissingKeyError, Purpose


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
        self.heads_checked = 0
        for head in heads:
            if head.authority != self.authority_id or not is_signed(keyring, head):
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
        while True:
            self._walk()
            seq, digest = queries.head()
            if (seq, digest) == (self.seq, self.digest):
                break
            if seq <= self.seq or queries.digest_at(self.seq + 1) is None:
                raise _BrokenError(self.seq + 1, "The newest entries are not those of the head.")
        if self.kept:
            raise _BrokenError(self.seq + 1, "A kept head is newer than the newest entry.")
        if self.gone:
            raise _BrokenError(
                min(self.gone), "Facts are gone, and no entry says they were erased."
            )

    def _walk(self) -> None:
        try:
            for row in queries.links_after(self.seq):
                self._link(row)
        except queries.UnreadableLinkError as error:
            raise _BrokenError(error.seq, "The entry cannot be read.") from error

    def _link(self, row: Row[Any]) -> None:
        if row.seq != self.seq + 1:
            raise _BrokenError(self.seq + 1, "An entry is missing.")
        values = row._asdict()
        facts, salt, digest = values.pop("facts"), values.pop("salt"), values.pop("digest")
        try:
            key = self.keyring.key(Purpose.TRAIL, row.key_number)
        except MissingKeyError as error:
            raise _BrokenError(row.seq, error.message) from error
        made = link_digest(key.secret, self.digest, authority_id=self.authority_id, **values)
        if not hmac.compare_digest(made, digest):
            raise _BrokenError(row.seq, "The entry is not as it was made.")
        self._facts(row, facts, salt)
        self.seq, self.digest = row.seq, digest
        self.seen += 1
        self._hold_against_heads()

    def _facts(self, row: Row[Any], facts: dict[str, Any] | None, salt: str | None) -> None:
        if facts is None and row.facts_digest:
            self.gone.add(row.seq)
        elif bool(facts) != bool(row.facts_digest) or (
            facts and facts_digest(salt or "", facts) != row.facts_digest
        ):
            raise _BrokenError(row.seq, "The facts are not those that were sealed.")
        if row.event == ERASED and facts:
            self.gone.difference_update(facts["entries"])

    def _hold_against_heads(self) -> None:
        kept = self.kept.pop(self.seq, set())
        if kept - {self.digest}:
            raise _BrokenError(self.seq, "The chain is not the one whose head was kept.")
        self.heads_checked += len(kept)


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
