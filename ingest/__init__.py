"""MQTT in: session, codecs, journal, quarantine, pipeline. The way of a reading begins here."""
