"""A pack as one tagged PDF, and the pages of kept files as words and pictures."""
