"""Tenancy: the authority, its areas and districts, and the door from an address to a district."""
