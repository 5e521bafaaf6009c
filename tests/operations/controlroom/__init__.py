"""The fire control room."""
