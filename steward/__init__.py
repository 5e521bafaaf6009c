"""The command line, settings, and wiring: the only place where parts are put together."""

__version__ = "0.1.0"
