"""Pages about people, one blueprint per audience."""
