"""What can be done to protect people's data, one function for each use."""
