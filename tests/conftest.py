"""Fixtures of all tests: the real parts; and what fault tests have to tell."""

pytest_plugins = [
    "tests.parts.influxdb",
    "tests.parts.postgresql",
    "tests.parts.records",
    "tests.parts.mosquitto",
    "tests.parts.embedded_broker",
    "tests.parts.chromium",
    "tests.faults.reporting",
    "tests.e2e.said",
]
