"""The pages, one file per audience."""
