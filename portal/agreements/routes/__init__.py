"""Pages of agreements, by audience."""
