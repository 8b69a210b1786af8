"""Signing in: passwords, second factors, the council's own sign-in, sessions and their end."""
