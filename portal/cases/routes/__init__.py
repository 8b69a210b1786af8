"""Pages about young people and the return they come from."""
