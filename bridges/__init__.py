"""Ways in for machines that do not speak MQTT: each kind of bridge hears or asks them, and publishes what they say as devices do."""
