"""What platforms push over HTTP: who may, what it means, and when it is theirs to forget."""
