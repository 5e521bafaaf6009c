"""Stand-ins for devices: a fleet with physics, faults and scenarios, over real MQTT."""
