"""A guide's Markdown as plain blocks, and whether its words are plain enough."""
