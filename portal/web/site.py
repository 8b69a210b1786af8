"""What the frame round every page says: whose service this is, who is signed in, where one can go.

Capabilities above this package fill the frame through a provider, so that no template and no
module here needs to know about people or districts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

_SITE = "portal.web.site"
_FRAME = "portal.web.frame"


@dataclass(frozen=True, kw_only=True)
class Site:
    """The service's public face; the same on every page. `https` adds the HSTS header.

    `leave_to` is the neutral site that young people's pages can be left for at once.
    """

    council_name: str
    service_name: str = "Lasting Homes"
    help_email: str
    help_phone: str | None = None
    phase: str = "Beta"
    practice: bool = False
    https: bool = False
    leave_to: str = "https://www.bbc.co.uk/weather"


@dataclass(frozen=True, kw_only=True)
class NavigationItem:
    """One entry of the service navigation. `current` marks the section the reader is in."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who is signed in. `sign_out_url` takes a POST: signing out changes something."""

    name: str
    sign_out_url: str
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class TimeOut:
    """When the reader is signed out if they do nothing, and how they stay.

    `seconds` from now; the page warns `warning` seconds before. `more` is false once the longest
    time is reached: staying is then not possible.
    """

    at: datetime
    seconds: int
    warning: int
    more: bool
    stay_url: str
    left_url: str


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The part of the frame that depends on the reader and the district."""

    navigation: tuple[NavigationItem, ...] = ()
    account: Account | None = None
    time_out: TimeOut | None = None
    home_url: str = "/"
    practice: bool = False


FrameProvider = Callable[[], Frame]


def install_site(app: Flask, site: Site) -> None:
    """Keep the site in the app, with an empty frame until a provider is set."""
    app.extensions[_SITE] = site
    app.extensions.setdefault(_FRAME, Frame)


def set_frame_provider(app: Flask, provider: FrameProvider) -> None:
    """Let a higher package say who is signed in and what the navigation holds.

    The provider is called where a template asks for the frame, once for a page. It is not called
    for the pages of 5xx errors, because whatever broke the request may break it too.
    """
    app.extensions[_FRAME] = provider


def current_site() -> Site:
    """Return the site of the running app."""
    site = current_app.extensions[_SITE]
    assert isinstance(site, Site)
    return site


def current_frame() -> Frame:
    """Return the frame for this request, from the provider."""
    try:
        frame = current_app.extensions[_FRAME]()
    except AttributeError as error:
        # Where a template asks for the frame, Jinja would take this for a value that is not there.
        raise RuntimeError("The frame of the page was not made.") from error
    assert isinstance(frame, Frame)
    return frame
