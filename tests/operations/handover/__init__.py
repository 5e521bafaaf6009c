"""Hand-over of shifts."""
