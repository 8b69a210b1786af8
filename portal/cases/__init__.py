"""Young people: who they are, their care history, and what is due to them."""
