"""Pages of packs, by audience."""
