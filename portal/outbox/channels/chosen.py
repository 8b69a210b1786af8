"""Which way is used for which channel, by the instance's settings."""

from __future__ import annotations

from portal.outbox.channels import Ways
from portal.outbox.channels.files import FileWay
from portal.outbox.channels.mail import NEUTRAL_SENDER
from portal.outbox.channels.notify import NotifyWay
from portal.outbox.channels.smtp import SmtpWay
from portal.outbox.rules.kinds import Channel
from portal.settings import MailSettings, Settings, SettingsError

FOLDER = "outbox"


def ways(settings: Settings) -> Ways:
    """Return the ways out of this instance. In practice mode they are files, whatever is set.

    The council's mail server comes before GOV.UK Notify for email; texts go by Notify alone.
    """
    mail = settings.mail
    if settings.practice or not mail.leaves:
        files = FileWay(settings.instance_dir / FOLDER, mail.sender or NEUTRAL_SENDER)
        return Ways(email=files, sms=files)
    notify = _notify(mail)
    smtp = SmtpWay(mail.smtp_url, mail.sender or "") if mail.smtp_url else None
    by_notify = notify if mail.notify_email_template else None
    return Ways(email=smtp or by_notify, sms=notify if mail.notify_sms_template else None)


def _notify(mail: MailSettings) -> NotifyWay | None:
    if mail.notify_key_file is None:
        return None
    key = mail.notify_key_file.read_text(encoding="utf-8").strip()
    if len(key) < len("a") + 2 * len("00000000-0000-0000-0000-000000000000"):
        raise SettingsError("PORTAL_NOTIFY_KEY_FILE does not hold a key of GOV.UK Notify.")
    templates = {
        Channel.EMAIL: mail.notify_email_template,
        Channel.SMS: mail.notify_sms_template,
    }
    return NotifyWay(
        key=key,
        url=mail.notify_url,
        templates={channel: template for channel, template in templates.items() if template},
    )
