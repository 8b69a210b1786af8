"""What may differ from one district to the next, and who said so."""
