"""What the pages of this room show: to young people, and to those who give them ways in."""
