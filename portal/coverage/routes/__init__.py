"""Pages about coverage."""
