"""Builds the app for a WSGI server: `granian --interface wsgi wsgi:application`."""

from __future__ import annotations

from portal.app import create_app

application = create_app()
