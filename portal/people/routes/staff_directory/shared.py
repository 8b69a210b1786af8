"""What the pages of this folder share: their blueprint, and which links are offered."""

from __future__ import annotations

from flask import Blueprint, g

from portal.people.policy import Permission

blueprint = Blueprint(
    "directory", __name__, template_folder="../../templates", url_prefix="/people"
)


@blueprint.context_processor
def _offered() -> dict[str, bool]:
    """Tell templates which links to offer; the gate decides, this only keeps dead ends away."""
    actor = g.get("actor")
    wanted = {
        "may_add": Permission.PERSON_MANAGE,
        "may_keep_organisations": Permission.ORGANISATION_MANAGE,
    }
    return {
        name: actor is not None and actor.may(permission, None)
        for name, permission in wanted.items()
    }
