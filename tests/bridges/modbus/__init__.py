"""Modbus: the parts of the bridge, and a plant to read."""
