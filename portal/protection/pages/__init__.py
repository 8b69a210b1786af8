"""Frozen values for this room's pages and files."""
