"""The home page of each role, and a district's own front page: what to do next, and by when."""
