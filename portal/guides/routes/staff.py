"""Guides for whoever hands them over, and those for members and providers. No sign-in either."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template, url_for

from portal.guides import documents, pages
from portal.guides.routes.young_person import find, guides, variation
from portal.people.policy import Actor, Permission
from portal.tenancy.door import registry
from portal.web import clock
from portal.web.access import access
from portal.web.languages import ENGLISH
from portal.web.young import Level, Reader

blueprint = Blueprint("guides", __name__, template_folder="../templates")


@blueprint.app_context_processor
def _way_here() -> dict[str, str]:
    """Let the foot of every working page lead to the guides."""
    return {"guides_url": url_for("guides.hand_over", district=None)}


@blueprint.get("/guides")
@blueprint.get("/guides/at/<district>")
@access(public=True)
def hand_over() -> str:
    """List every guide with every way to read and print it."""
    shelf, here = guides(), variation()
    return render_template(
        "guides/hand_over.html",
        guides=[pages.to_hand_over(entry) for entry in shelf.entries],
        faults=shelf.faults if _looks_after_settings() else (),
        districts=registry().districts(clock.today()),
        here=here.ref,
        whole_county=not g.get("district_slug"),
    )


@blueprint.get("/guides/<guide>")
@blueprint.get("/guides/at/<district>/<guide>")
@access(public=True)
def read(guide: str) -> str:
    """Show a guide for members or providers."""
    entry = find(guide, young_people=False)
    shown = pages.to_read(entry, Reader(ENGLISH, Level.FULLER))
    return render_template("guides/working.html", guide=shown)


@blueprint.get("/guides/<guide>/paper")
@blueprint.get("/guides/at/<district>/<guide>/paper")
@access(public=True)
def paper(guide: str) -> Response:
    """Return a guide for members or providers to print in large letters."""
    return documents.answer(find(guide, young_people=False))


def _looks_after_settings() -> bool:
    """Tell whether whoever reads this may see what is wrong with a district's settings."""
    actor: Actor | None = g.get("actor")
    return actor is not None and actor.may_somewhere(Permission.VARIATION_SEE)
