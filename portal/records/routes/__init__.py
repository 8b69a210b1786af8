"""Pages of the panel day, one blueprint for each audience."""
