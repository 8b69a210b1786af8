"""What a young person agrees to: that a panel discusses their plan, and who is given which papers.

Answers are only added, never changed. Whether one is in force is worked out anew each time it
matters, by one pure function (``rules.in_force``) whose truth table is in docs/agreements.md.
"""
