"""Practice mode: the real system on invented people, with a clock that can be moved.

Everything is done by the portal's own operations on a database of its own. Nothing can leave the
machine, and every page says that it is practice.
"""
