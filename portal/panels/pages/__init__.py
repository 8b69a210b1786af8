"""Frozen values for pages. Whose name a reader may see is settled before one is made (A16)."""
