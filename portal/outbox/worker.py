"""The worker: takes what is due, sends or does it, and writes down how it went.

Each step is a commit of its own: take, put in what is made as it leaves, hand over, write down.
Whatever stops between two of them, the next round finds the message taken for too long, asks its
way whether it has gone, and only sends what has not. A job's work and the note that it is done are
one commit.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from flask import Flask

from portal.database import OperationalError, Scope, open_scope, unit_of_work
from portal.kernel.errors import ConflictError, PortalError
from portal.outbox import queries
from portal.outbox.channels import NotSent, Way, Ways
from portal.outbox.channels.chosen import ways
from portal.outbox.jobs import work
from portal.outbox.operations import delivering
from portal.outbox.operations.delivering import TakenJob, TakenMessage
from portal.outbox.rules.faults import Fault
from portal.settings import Settings
from portal.tenancy.door import registry
from portal.web import clock

TAKEN_AT_ONCE = 20
WAIT_SECONDS = 2.0
ENOUGH_LEFT = timedelta(minutes=4)
"""A message is sent only while at least so much of the worker's time for it is left: no way out
takes longer than that to give up."""
_log = logging.getLogger(__name__)


class Step(StrEnum):
    """Where a worker stands with what it took. Tests stop it at each."""

    TAKING = "taking"
    TAKEN = "taken"
    HANDING_OVER = "handing-over"
    HANDED_OVER = "handed-over"
    WRITING_DOWN = "writing-down"
    WRITTEN_DOWN = "written-down"


@dataclass(slots=True)
class Counts:
    """What a worker has done."""

    sent: int = 0
    failed: int = 0
    done: int = 0
    not_done: int = 0

    def facts(self) -> dict[str, int]:
        """Return the counts as the command prints them."""
        return {
            "messages_sent": self.sent,
            "messages_failed": self.failed,
            "jobs_done": self.done,
            "jobs_failed": self.not_done,
        }


class LostError(PortalError):
    """Another worker has taken this over; what was begun is undone."""


def _nothing(step: Step) -> None:
    """Do nothing at a step."""
    del step


@dataclass(slots=True)
class Worker:
    """One worker of one authority."""

    app: Flask
    told: threading.Event = field(default_factory=threading.Event)
    """Set to let it finish what it is sending and stop."""
    at: Callable[[Step], None] = _nothing
    counts: Counts = field(default_factory=Counts)
    out: Ways | None = None
    """The ways out; those of the instance's settings unless given."""

    def run(self) -> Counts:
        """Work until told to stop. What cannot be done now, such as reading, is tried again."""
        while not self.told.is_set():
            try:
                worked = self.round()
            except Exception as error:  # noqa: BLE001 - a database that restarts must not end it
                _log.error("the worker waits: %s", _place_of(error))
                worked = False
            if not worked:
                self.told.wait(WAIT_SECONDS)
        return self.counts

    def empty(self) -> Counts:
        """Do everything that is due now, and return."""
        while not self.told.is_set() and self.round():
            pass
        return self.counts

    def round(self) -> bool:
        """Take what is due, once; tell whether there was anything."""
        with self.app.app_context():
            now = clock.now()
            # Looking is reading: nobody waits for a worker that has nothing to do.
            with open_scope(self._scope("looking for messages")):
                due = queries.something_due(now, delivering.urgencies_now(now))
                beats = delivering.beat_is_due(now)
            if beats:
                # Another worker that says so at the same moment says it for both.
                with (
                    suppress(ConflictError),
                    unit_of_work(self._scope("saying that the worker runs", writes=True)),
                ):
                    delivering.beat(now=now)
            if not due:
                return False
            with unit_of_work(self._scope("taking messages", writes=True)):
                jobs = delivering.take_jobs(now=now, most=1)
                messages = delivering.take_messages(now=now, most=TAKEN_AT_ONCE)
                self.at(Step.TAKING)
            self.at(Step.TAKEN)
            for job in jobs:
                self._do(job)
            self._deliver(messages)
            return True

    def _scope(
        self, purpose: str, *, writes: bool = False, districts: frozenset[str] | None = None
    ) -> Scope:
        return Scope(registry().authority.id, districts, None, purpose, writes=writes)

    def _deliver(self, messages: Sequence[TakenMessage]) -> None:
        for place, taken in enumerate(messages):
            if self.told.is_set() or taken.until - clock.now() < ENOUGH_LEFT:
                with unit_of_work(self._scope("putting messages back", writes=True)):
                    delivering.put_back(taken=messages[place:], now=clock.now())
                return
            try:
                self._send(taken)
            except OperationalError:
                # The database was busy or away: what was not touched waits for nobody's lease.
                with (
                    suppress(OperationalError),
                    unit_of_work(self._scope("putting messages back", writes=True)),
                ):
                    delivering.put_back(taken=messages[place + 1 :], now=clock.now())
                raise

    def _send(self, taken: TakenMessage) -> None:
        fault: Fault | None = None
        try:
            # Asked before anything is put in: what arrived may have been used and ended since.
            if not (taken.tried and self._way(taken).went(taken.outgoing)):
                filled = self._filled(taken)
                if filled is None:
                    return
                self.at(Step.HANDING_OVER)
                self._way(filled).send(filled.outgoing)
        except OperationalError:
            raise
        except NotSent as error:
            fault = error.fault
        except Exception as error:  # noqa: BLE001 - one message's fault must not stop the others
            _log.error("message %s: %s", taken.id, _place_of(error))
            fault = Fault.OWN_FAULT
        else:
            self.at(Step.HANDED_OVER)
        with unit_of_work(self._scope("writing down what was sent", writes=True)):
            if fault is None:
                delivering.message_went(taken=taken, now=clock.now())
            else:
                delivering.message_failed(taken=taken, fault=fault, now=clock.now())
            self.at(Step.WRITING_DOWN)
        self.at(Step.WRITTEN_DOWN)
        if fault is None:
            self.counts.sent += 1
        else:
            self.counts.failed += 1
            _log.warning("message %s did not go: %s", taken.id, fault)

    def _filled(self, taken: TakenMessage) -> TakenMessage | None:
        """Return it with what is made only as it leaves; None where it is not wanted any more."""
        if not taken.has_gap:
            return taken
        with unit_of_work(self._scope("putting in what leaves with a message", writes=True)):
            return delivering.fill(taken=taken, now=clock.now())

    def _way(self, taken: TakenMessage) -> Way:
        """Return the way out of a message. Raises NotSent where none is set up."""
        if self.out is None:
            settings: Settings = self.app.config["PORTAL_SETTINGS"]
            self.out = ways(settings)
        return self.out.way_for(taken.outgoing.channel)

    def _do(self, taken: TakenJob) -> None:
        """Do one job and write down that it is done, in one commit."""
        fault = None
        try:
            self._work(taken)
        except LostError:
            return
        except PortalError as error:
            fault = Fault.UNKNOWN_JOB if isinstance(error, _UnknownJobError) else Fault.JOB_REFUSED
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - one job's fault must not stop the others
            _log.error("job %s: %s", taken.id, _place_of(error))
            fault = Fault.OWN_FAULT
        if fault is None:
            self.counts.done += 1
            return
        self.counts.not_done += 1
        with unit_of_work(self._scope("writing down what was not done", writes=True)):
            delivering.job_failed(taken=taken, fault=fault, now=clock.now())

    def _work(self, taken: TakenJob) -> None:
        function = work(taken.name)
        if function is None:
            raise _UnknownJobError(Fault.UNKNOWN_JOB.words)
        districts = None if taken.district_id is None else frozenset({taken.district_id})
        scope = self._scope(f"doing {taken.name}", writes=True, districts=districts)
        with unit_of_work(scope):
            function(now=clock.now(), district_id=taken.district_id, **taken.arguments)
            if not delivering.job_done(taken=taken, now=clock.now()):
                raise LostError("Another worker has this job by now.")
            self.at(Step.WRITING_DOWN)
        self.at(Step.WRITTEN_DOWN)


class _UnknownJobError(PortalError):
    """No room does this work any more."""


def _place_of(error: Exception) -> str:
    """Say what arose where, and nothing of what was being worked on."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
