"""What can be done about signing in, one function for each."""
