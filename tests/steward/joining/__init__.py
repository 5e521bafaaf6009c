"""Tests of how equipment joins a site."""
