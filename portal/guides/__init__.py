"""The guides: what young people, members and providers read before a panel, with no wall before it.

The words are Markdown files in `content/`, one for each language and reading level; districts add
to them or put others in their place through the hook `guides`.
"""
