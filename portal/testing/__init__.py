"""What tests of the portal and of its plugins import."""
