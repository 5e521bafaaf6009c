"""Devices that others have announced to Home Assistant, proposed for a site file."""
