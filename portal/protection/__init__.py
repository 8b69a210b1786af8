"""Data protection: how long things are kept, copies for a young person, erasure, the register."""
