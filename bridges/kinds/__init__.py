"""The kinds of bridges, one file each, found by their `BRIDGE`."""
