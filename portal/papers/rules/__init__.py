"""What a paper is, what may not be in one, and when it must be there: pure."""
