"""Panels: seats, deputies, meetings, slots, the agenda and its notice."""
