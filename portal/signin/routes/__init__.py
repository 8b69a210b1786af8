"""Pages about signing in, one blueprint per audience."""
