"""How the tests are run: browser tests that failed are looked at a second time (ADR 23)."""
