"""The pages of preparing, by audience."""
