"""Several ingest processes share the sites of an installation: who takes which, and how a site changes hands."""
