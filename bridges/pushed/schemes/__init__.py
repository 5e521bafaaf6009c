"""How senders show who they are, one file each, found by its `SCHEME`."""
