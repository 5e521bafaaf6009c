"""The parts of the BACnet bridge, and machines for it to read."""
