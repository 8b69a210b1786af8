"""The look of every page and the rules every page keeps.

`setup.install_web` puts all of it into an app: templates, assets, headers, error pages, clock.
"""
