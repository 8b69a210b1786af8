"""My meeting: what a young person is told of their panel, and how they choose to take part in it.

They may change their mind at any time up to the end of their slot. Whoever works with them may fill
in the same for them, and says how they were asked.
"""
