"""What the pages on which young people get in say, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from portal.entry.operations.entering import Came
from portal.web.clock import LONDON
from portal.web.young import gettext as _
from portal.web.young import isolated, ngettext


def wrong_code(came: Came) -> str:
    """Say that a code did not work, and what somebody can do now."""
    if came.not_before is not None:
        return wait_until(came.not_before)
    if not came.tries_left:
        return _("That code did not work. Ask the person who gave it to you for a new one.")
    return ngettext(
        "That code did not work. You can try %(num)s more time.",
        "That code did not work. You can try %(num)s more times.",
        came.tries_left,
    ) % {"num": came.tries_left}


def wrong_word(came: Came) -> str:
    """Say that a word did not work, and what somebody can do now."""
    if came.not_before is not None:
        return wait_until(came.not_before)
    if not came.tries_left:
        return _("That word did not work. You can use a code.")
    return ngettext(
        "That word did not work. You can try %(num)s more time.",
        "That word did not work. You can try %(num)s more times.",
        came.tries_left,
    ) % {"num": came.tries_left}


def wait_until(when: datetime) -> str:
    """Say when the next try can be made: the minute after it, so that it is never too soon."""
    local = when.astimezone(LONDON)
    minute = local.hour * 60 + local.minute + 1
    return _("Please wait until %(time)s. Then you can try again. Nothing is lost.") % {
        "time": isolated(f"{minute // 60 % 24}:{minute % 60:02}")
    }
