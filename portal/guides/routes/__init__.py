"""The pages of guides: young people's, and those of whoever hands a guide over."""
