"""The papers of an item: typed by sections or taken in from a file, cleaned, and kept sealed."""
