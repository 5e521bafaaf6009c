"""What any broker carried, kept in a file and played back (``docs/record-and-replay.md``)."""
