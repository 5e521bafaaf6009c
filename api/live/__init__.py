"""The present, pushed: values from ingest, transitions from the event log, streams to browsers."""
