"""Frozen values that the pages about taking part are given."""
