"""What may be chosen, what a choice means for a slot, and what must be answered: plain values."""
