"""Words put into another language for one young person, kept, and shown on their pages alone.

What people write for them is put into their language; what they say in it is put into English for
the panel, beside their own words and never in their place. A translation decides and opens nothing.
"""
