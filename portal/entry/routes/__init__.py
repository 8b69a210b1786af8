"""Addresses of this room, by audience."""
