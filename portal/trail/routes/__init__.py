"""Pages of the trail, one blueprint per audience."""
