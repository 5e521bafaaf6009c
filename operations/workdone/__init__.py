"""What work took, written down after it was done, and faults that come again."""
