"""Reading a district's rules: nothing here changes anything."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from portal.kernel.errors import NotFoundError, RuleError
from portal.kernel.kinds import PanelKind
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.tenancy.door import current_variation, registry
from portal.terms import pages
from portal.terms.forms import SettingsForm, TermsForm, TryForm
from portal.variations.manager import PluginFailure
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error, error_items

blueprint = Blueprint("terms", __name__, template_folder="../templates")
UNPROCESSABLE = 422


@blueprint.get("/districts")
@access()
def districts() -> str:
    """Show the reader's districts, and why any of them cannot be used."""
    rows = pages.districts(registry(), current_actor(), today=clock.today())
    return render_template(
        "terms/districts.html",
        broken=[row for row in rows if row.fault],
        working=[row for row in rows if not row.fault],
    )


@blueprint.get("/d/<district>/what-varies")
@access(Permission.VARIATION_SEE)
def what_varies() -> Response:
    """Show every setting with its source and what it beat; work out a panel day if asked."""
    variation = current_variation()
    form = SettingsForm(request.args, variation.ref, data={"as_of": clock.today()})
    trying = TryForm(request.args, variation.ref)
    form.validate()
    tried = _tried(trying)
    right = not form.errors
    page = pages.what_varies(
        registry(),
        variation,
        as_of=form.as_of.data if right and form.as_of.data else clock.today(),
        search=(form.search.data or "") if right else "",
        only_differing=bool(form.differs.data) if right else False,
    )
    shown = render_template(
        "terms/what_varies.html",
        page=page,
        form=form,
        trying=trying,
        forms=[form, trying],
        tried=tried,
        today=clock.today(),
    )
    return Response(shown, UNPROCESSABLE if error_items([form, trying]) else 200)


def _tried(trying: TryForm) -> pages.Tried | None:
    """Work the panel day out; None where none was asked for, or it is refused beside its field."""
    if not any(name.startswith(("panel_day", "submitted_on")) for name in request.args):
        return None
    if not trying.validate() or trying.panel_day.data is None:
        return None
    try:
        return pages.try_day(
            registry(),
            current_variation(),
            panel_day=trying.panel_day.data,
            submitted_on=trying.submitted_on.data,
        )
    except RuleError as error:
        apply_rule_error(trying, error)
    except PluginFailure as failure:
        apply_rule_error(trying, RuleError(failure.message, field="panel_day"))
    return None


@blueprint.get("/d/<district>/terms")
@access(Permission.PANEL_SEE)
def terms() -> Response:
    """Show the terms of reference of both panels."""
    return _terms(tuple(PanelKind))


@blueprint.get("/d/<district>/terms/<kind>")
@access(Permission.PANEL_SEE)
def terms_of_panel(kind: str) -> Response:
    """Show one panel's terms of reference."""
    if kind not in set(PanelKind):
        raise NotFoundError
    return _terms((PanelKind(kind),))


def _terms(kinds: tuple[PanelKind, ...]) -> Response:
    variation = current_variation()
    form = TermsForm(request.args, variation.ref, data={"as_of": clock.today()})
    right = form.validate()
    as_of = form.as_of.data if right and form.as_of.data else clock.today()
    shown = render_template(
        "terms/terms.html",
        district=variation.ref.name,
        as_of=as_of,
        panels=[pages.panel_terms(registry(), variation, as_of=as_of, kind=kind) for kind in kinds],
        kinds=tuple(PanelKind),
        chosen=kinds,
        form=form,
        sees_settings=current_actor().may_within(Permission.VARIATION_SEE, variation.ref.slug),
    )
    return Response(shown, 200 if right else UNPROCESSABLE)
