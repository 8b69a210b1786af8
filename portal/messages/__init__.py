"""Messages as people see them: what waits, what did not go and why, and what to do about it."""
