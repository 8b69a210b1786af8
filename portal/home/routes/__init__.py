"""The home page and the front page of a district."""
