"""Fire panels by GB/T 26875.3."""
