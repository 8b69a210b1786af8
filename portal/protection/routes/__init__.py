"""Pages of data protection, for information governance."""
