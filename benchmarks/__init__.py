"""Measuring the way of a reading: ratios against a peer in the same run, since machines are noisy. Loopback only, bounded."""
