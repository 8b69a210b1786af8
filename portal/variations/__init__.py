"""What a district may do its own way, with the value, its source, its dates and what it beat.

A value is looked up along a written chain, and the nearest layer that has something to say wins:
product, county, area, district, the district's plugins. (Edits made on screen will come last in
that chain, nearest of all: see `manager.LAYERS`.)

Capabilities call `manager.Registry` and its typed facade; a plugin imports `api` and nothing else.
"""
