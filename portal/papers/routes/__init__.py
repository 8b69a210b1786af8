"""The pages of an item's papers, by audience."""
