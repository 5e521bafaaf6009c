"""Delivery only: from the outbox through channels to people."""
