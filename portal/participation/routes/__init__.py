"""One blueprint for each audience."""
