"""Serving the portal with granian, for real and for practice, with a worker beside it."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from portal.outbox.worker import Worker

WORKERS = 2
STOP_SECONDS = 30.0
"""How long the worker may take to finish the message it is sending."""
WATCH_SECONDS = 1.0
POLL_SECONDS = 0.05
CONNECT_SECONDS = 0.5


def serve(
    target: str,
    *,
    address: str,
    port: int,
    workers: int = WORKERS,
    sends: bool = True,
    ready: Callable[[], None],
) -> None:
    """Serve the application factory ``target`` until told to stop.

    ``ready`` is called once, from another thread, when the port answers; then, where it ``sends``,
    a process of its own begins to send the messages. One request at a time in each worker thread
    keeps a request's scope its own.
    """
    with ExitStack() as stack:

        def answers() -> None:
            ready()
            if sends:
                stack.enter_context(_sending(target))

        threading.Thread(target=_tell, args=(address, port, answers), daemon=True).start()
        Granian(
            target,
            address=address,
            port=port,
            interface=Interfaces.WSGI,
            factory=True,
            workers=workers,
            blocking_threads=2,
            log_enabled=True,
            log_level=LogLevels.warning,
        ).serve()


def port_is_free(address: str, port: int) -> bool:
    """Tell whether nobody listens there yet."""
    with socket.socket() as probe:
        probe.settimeout(CONNECT_SECONDS)
        return probe.connect_ex((address, port)) != 0


def _tell(address: str, port: int, ready: Callable[[], None]) -> None:
    while port_is_free(address, port):
        time.sleep(POLL_SECONDS)
    ready()


@contextmanager
def _sending(target: str) -> Iterator[None]:
    """Run a worker of the outbox for the factory ``target``, in a process of its own."""
    process = multiprocessing.get_context("spawn").Process(
        target=_work, args=(target, os.getpid()), daemon=True
    )
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join(STOP_SECONDS)


def _work(target: str, parent: int) -> None:
    """Work until told to stop, or until the server is gone, however it went."""
    module, _, factory = target.partition(":")
    worker = Worker(getattr(importlib.import_module(module), factory)())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.told.set())
    threading.Thread(target=_watch, args=(parent, worker.told), daemon=True).start()
    worker.run()


def _watch(parent: int, told: threading.Event) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    told.set()
