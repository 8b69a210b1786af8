"""What can be done about ways in: make and end them, come in by them, come back."""
