"""Weather warnings: given by hand or by a feed, and the preparations (雨前准备) that they start."""

from operations.weather.steps import Given, change, give, lift
from operations.weather.sweeping import sweep

__all__ = ["Given", "change", "give", "lift", "sweep"]
