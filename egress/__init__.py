"""The one way out: whatever calls an address that stands in a configuration or that a person typed in goes through here."""
