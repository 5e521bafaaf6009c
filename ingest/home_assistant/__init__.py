"""Home Assistant sees a site's alarms as entities, by MQTT discovery."""
