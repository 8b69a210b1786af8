"""Records: the panel day and after it: attendance, discussion, decision, actions and filing."""
