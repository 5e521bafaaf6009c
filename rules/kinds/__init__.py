"""One file per rule kind; each makes a ``KIND`` (see `rules.kind.Kind`)."""
