"""Frozen values that the pages of preparing are given, and how they are made."""
