"""The pages of the agenda side, one blueprint per audience."""
