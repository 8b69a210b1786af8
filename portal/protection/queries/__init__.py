"""Named reads for data protection; every list has an order."""
