"""Feedback: what young people thought of their panel, and what changed because of it (R84)."""
