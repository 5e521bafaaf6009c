"""Tests of calling people out."""
