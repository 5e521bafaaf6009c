"""Tests of incidents: what comes together, what is hidden, what comes back."""
