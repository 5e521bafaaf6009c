"""Fixtures of all tests: the real parts."""

pytest_plugins = [
    "tests.parts.influxdb",
    "tests.parts.postgresql",
    "tests.parts.records",
    "tests.parts.mosquitto",
    "tests.parts.embedded_broker",
    "tests.parts.chromium",
]
