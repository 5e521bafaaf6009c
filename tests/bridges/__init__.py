"""Bridges: ways in for machines that do not speak MQTT."""
