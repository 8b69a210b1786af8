"""Pages of feedback, one blueprint per audience."""
