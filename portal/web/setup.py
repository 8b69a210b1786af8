"""Puts the look and the page rules into an app, in one call."""

from __future__ import annotations

from contextlib import suppress
from functools import cache, lru_cache, partial
from typing import Any

from flask import Flask, g, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.local import LocalProxy

from portal.web.clock import Clock, install_clock
from portal.web.error_pages import install_error_pages
from portal.web.forms import FORM_PAGE, ErrorItem, error_items
from portal.web.headers import install_headers
from portal.web.htmx import HTMX_CONFIG, install_htmx
from portal.web.logs import install_logs
from portal.web.routes import blueprint
from portal.web.site import Frame, NavigationItem, Site, current_frame, current_site, install_site
from portal.web.static_files import asset_url
from portal.web.wording import FILTERS
from portal.web.young import install_young_pages


def install_web(app: Flask, *, site: Site, clock: Clock, machine: Clock | None = None) -> None:
    """Give `app` its templates, macros, headers, error pages, form tokens, htmx, clock and log.

    Needs `SECRET_KEY` for form tokens. Call before the capabilities' blueprints are registered.
    `machine` is what signing in goes by where `clock` is a practice clock.
    """
    install_logs(app)
    install_site(app, site)
    install_clock(app, clock, machine)
    install_htmx(app)
    # A token lives as long as the session, so a page left open does not lose what was typed; the
    # referrer check is off because no referrer is sent (see portal.web.headers).
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    app.config["WTF_CSRF_SSL_STRICT"] = False
    # Before the token check, so that a request another site started is refused as such.
    install_headers(app)
    CSRFProtect(app)
    install_templates(app)
    install_young_pages(app)
    install_error_pages(app)
    app.register_blueprint(blueprint)


def install_templates(app: Flask) -> None:
    """Add the component packages' templates, and what every template may call."""
    packages = PrefixLoader(
        {name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")}
    )
    own = app.jinja_loader
    loaders: list[BaseLoader] = [packages] if own is None else [own, packages]
    app.jinja_loader = ChoiceLoader(loaders)
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(
        asset_url=asset_url,
        error_items=error_items,
        error_params=error_params,
        form_page=form_page,
        navigation=partial(navigation, app.jinja_env),
        htmx_config=HTMX_CONFIG,
    )
    app.context_processor(_frame_values)


@lru_cache(maxsize=256)
def navigation(
    environment: Environment, service: str, home_url: str, items: tuple[NavigationItem, ...]
) -> Markup:
    """Return the service navigation, made once for all who are offered the same ways."""
    component = "govuk_frontend_jinja/components/service-navigation/macro.html"
    made: Markup = environment.get_template(component).module.govukServiceNavigation(  # type: ignore[attr-defined]  # the template's macro
        {
            "serviceName": service,
            "serviceUrl": home_url,
            "navigation": [
                {"text": item.text, "href": item.href, "current": item.current} for item in items
            ],
        }
    )
    return made


def error_params(items: list[ErrorItem]) -> list[dict[str, Any]]:
    """Errors as the error-summary component takes them."""
    return [{"text": item.text, "href": item.href} for item in items]


def form_page() -> str:
    """Return the address of the page a form stands on, which the form sends along.

    Whoever is signed out before they send it comes back there and finds what they typed.
    """
    sent = None
    if request.method == "POST":
        with suppress(HTTPException):  # more was sent than is taken: the page says so itself
            sent = request.form.get(FORM_PAGE)
    return sent or request.full_path.rstrip("?")


def _frame_values() -> dict[str, Any]:
    """Give the frame where a template asks for it: most that are filled in are fields of a form."""
    bare = g.get("portal_bare_frame", False)
    frame = Frame() if bare else LocalProxy(cache(current_frame))
    return {"site": current_site(), "frame": frame}
