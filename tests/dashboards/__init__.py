"""Tests of the web app's folder, from the Python side."""
