"""Sparkplug B: its payload, its topics, its values, and the sessions of its edge nodes."""
