"""The one blueprint of these pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint(
    "records", __name__, url_prefix="/d/<district>", template_folder="../../templates"
)
CONFLICT = 409
