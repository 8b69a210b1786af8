"""What makes a changed event show: how a link is hashed, the head that leaves the box, the check."""
