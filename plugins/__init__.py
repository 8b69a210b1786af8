"""District plugins: one package per district that needs Python; most districts are TOML only."""
