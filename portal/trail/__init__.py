"""The trail as people read it: who has looked, what was done, and what reading was unusual."""
