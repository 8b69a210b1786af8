"""People: who there is, what they may do where, signing in, and the gate in front of every page."""
