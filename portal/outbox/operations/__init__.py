"""What can be done with messages and jobs: queue them, call them off, deliver them."""
