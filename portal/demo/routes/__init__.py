"""Practice mode's own page."""
