"""A site's whole ingest in a made-up world: virtual time, a broker, stores and a disk that fail as a seed says, and promises that must hold all the same."""
