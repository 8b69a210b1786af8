"""What signing in is decided by: plain functions of plain values."""
