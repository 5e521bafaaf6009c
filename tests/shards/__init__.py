"""Sites shared between ingest processes."""
