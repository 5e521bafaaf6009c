"""Fire panels by GB/T 26875.3-2011: frames, what stands in them, whose address is which device, and what is said of it."""
