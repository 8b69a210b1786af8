"""Packs: what each reader is given of a meeting's papers, as a view and never as a copy.

A pack is built anew for every request from what the young person agreed to, the reader's seat, the
item, declared interests and the window. Nothing of one is kept but a reader's own notes.
"""
