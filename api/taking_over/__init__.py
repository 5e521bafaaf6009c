"""Taking over open orders from another system: a file becomes rows, rows become orders."""
