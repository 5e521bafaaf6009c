"""Trying a changed rule on a site's own history, by the engine that runs live, before anybody is called by it."""
