"""Tests of the telemetry stores."""
