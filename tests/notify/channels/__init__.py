"""What every channel promises (`test_contract`, `test_callbacks`), proved against servers that behave as the real ones do.

A channel joins by a file in `cases/` that makes ``CASES``.
"""
