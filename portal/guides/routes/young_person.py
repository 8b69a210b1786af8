"""Guides for children and young people: no sign-in, an address that tells nothing, nothing kept."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, g, render_template

from portal.guides import documents, pages
from portal.guides.queries import Entry, Library, library
from portal.kernel.errors import NotFoundError
from portal.tenancy.door import current_variation, registry
from portal.variations.district import DistrictVariation
from portal.web import clock, young
from portal.web.access import access

blueprint = Blueprint("reading", __name__, template_folder="../templates")
PATH = "/g"


def init_app(app: Flask) -> None:
    """Say that these pages are young people's: they get their frame and keep the choice."""
    young.add_pages(app, blueprint=blueprint.name, path=PATH, home="reading.start")


@blueprint.get("/g")
@blueprint.get("/g/at/<district>")
@access(public=True)
def start() -> str:
    """List the guides, and the districts that may have more to say."""
    shelf = guides()
    return render_template(
        "guides/start.html",
        guides=pages.links(shelf.young, young.reader()),
        districts=registry().districts(clock.today()),
        here=variation().ref,
        everywhere=not g.get("district_slug"),
    )


@blueprint.get("/g/<guide>")
@blueprint.get("/g/at/<district>/<guide>")
@access(public=True)
def read(guide: str) -> str:
    """Show one guide in the language and at the level asked for."""
    return render_template("guides/guide.html", guide=pages.to_read(find(guide), young.reader()))


@blueprint.get("/g/<guide>/paper")
@blueprint.get("/g/at/<district>/<guide>/paper")
@access(public=True)
def paper(guide: str) -> Response:
    """Return a guide to print in large letters, beside English where that is asked for."""
    return documents.answer(find(guide))


def variation() -> DistrictVariation:
    """Return the rules of the district in the address, or the county's where there is none."""
    return current_variation() if g.get("district_slug") else registry().county()


def guides() -> Library:
    """Return every guide there is here today."""
    return library(variation(), as_of=clock.today())


def find(name: str, *, young_people: bool = True) -> Entry:
    """Return a guide for these readers. NotFoundError for another's, or none of that name."""
    entry = guides().find(name)
    if entry.guide.audience.young is not young_people:
        raise NotFoundError("There is no such guide.")
    return entry
