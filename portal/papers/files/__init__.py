"""The files themselves: checked by what they hold, cleaned, read, and kept sealed."""
