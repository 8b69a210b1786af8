"""How a young person gets in without an account: by a link, a code, or a word of their own.

The link alone never shows what somebody wrote before, for phones are shared: coming back takes a
code or their own word (C20, T2).
"""
