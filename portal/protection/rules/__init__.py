"""Pure rules of data protection."""
