"""The pages on which a district's rules are read: what varies, where from, and the terms.

They show what `portal.variations` answers and change nothing.
"""
