"""How telemetry is kept in InfluxDB 2.x. Loaded only when that engine is opened."""
