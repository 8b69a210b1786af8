"""Everybody comes prepared: who brings what to an item, by when, and what is there (R47-R61, R73).

Each agency writes its own short form for its own item; tasks follow from what is there and from the
district's own notice, and nobody who is missing stops a young person's slot.
"""
