"""What a log may hold: where something failed and what kind of failure it was, never its words.

The words of an error quote what was in hand: a database names every value of the row it refuses, a
missing key is whatever was looked for. Logs are read by people who have no business with any young
person (C41), so a fault is written down by its place in the code and its kind.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator

from flask import Flask, has_request_context, request


def install_logs(app: Flask) -> None:
    """Keep the words of errors out of the application's log."""
    app.logger.addFilter(without_words)


def without_words(record: logging.LogRecord) -> bool:
    """Put the kind and the place of an error where its message would stand; let the line pass.

    An address may hold a young person's secret link: the pattern it follows stands in its place.
    """
    if has_request_context() and request.path in str(record.msg):
        record.msg = str(record.msg).replace(request.path, str(request.url_rule or "an address"))
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        record.exc_text = "".join(_told(error)).rstrip()
        record.exc_info = None
    return True


def _told(error: BaseException) -> Iterator[str]:
    """Give an error and those it came from, the first one first, each as its frames and kind."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
        yield "which led to:\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}\n"
