"""Tests of the payload dialects, a file for each."""
