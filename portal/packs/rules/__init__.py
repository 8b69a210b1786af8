"""What a reader is given, when, and under which number: plain functions of plain values."""
