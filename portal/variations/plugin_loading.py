"""Finding a district's plugins: listed in its file by name, never discovered."""

from __future__ import annotations

import importlib
from importlib.metadata import entry_points
from typing import Any

import pluggy

from portal.kernel.errors import ConfigurationError
from portal.variations import hookspecs

ENTRY_POINTS = "lasting_homes_portal.districts"
"""The entry-point group in which an installed package names its plugins."""


def load(name: str, file: str) -> Any:
    """Give the plugin object a district lists: an installed entry point, or a module path.

    ConfigurationError names the district's file, whatever went wrong in the plugin.
    """
    try:
        for entry in entry_points(group=ENTRY_POINTS, name=name):
            return entry.load()
        return importlib.import_module(name)
    except Exception as error:  # a plugin may fail in any way, and must fail alone
        message = f"The plugin “{name}” cannot be loaded: {type(error).__name__}: {error}."
        raise ConfigurationError(file, "[district] plugins", message) from error


def register(manager: pluggy.PluginManager, plugin: object, name: str, file: str) -> None:
    """Add a plugin to a district's chain. ConfigurationError if it does not fit the hooks."""
    where = "[district] plugins"
    try:
        manager.register(plugin, name=name)
        manager.check_pending()
    except (pluggy.PluginValidationError, ValueError) as error:
        message = f"The plugin “{name}” does not fit the hooks: {error}"
        raise ConfigurationError(file, where, message) from error
    callers = manager.get_hookcallers(plugin) or []
    if not callers:
        raise ConfigurationError(file, where, f"The plugin “{name}” answers no hook.")
    for caller in callers:
        for impl in caller.get_hookimpls():
            if impl.plugin is plugin and (
                impl.wrapper or impl.hookwrapper or impl.tryfirst or impl.trylast
            ):
                message = (
                    f"The plugin “{name}” may not wrap {caller.name} or change its place: "
                    "the order is the written chain."
                )
                raise ConfigurationError(file, where, message)


def new_manager() -> pluggy.PluginManager:
    """Give a manager that knows the hooks and has no plugin yet."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    return manager
