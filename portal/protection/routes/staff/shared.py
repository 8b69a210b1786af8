"""The one blueprint of these pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint(
    "protection", __name__, url_prefix="/data-protection", template_folder="../../templates"
)
CONFLICT = 409
