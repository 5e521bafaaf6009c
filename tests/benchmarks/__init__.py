"""The machinery of the benchmarks: small runs, so that they cannot rot, and their counting. No figure is judged here."""
