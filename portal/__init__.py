"""The Lasting Homes Portal: a county's multi-agency panels for young people leaving care."""
