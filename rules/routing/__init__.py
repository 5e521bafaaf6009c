"""Who is called for an alarm: posts, not names, as data beside the rules (REQUIREMENTS 36)."""

from rules.routing.routing import Route, Routing
from rules.routing.routing_file import load

__all__ = ["Route", "Routing", "load"]
