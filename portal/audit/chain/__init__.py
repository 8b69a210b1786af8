"""What makes a changed event show: a link's hash, the head that leaves the box, the check."""
