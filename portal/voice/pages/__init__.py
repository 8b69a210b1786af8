"""Frozen values that the templates of this room are given, and how they are made."""
