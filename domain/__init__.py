"""What things are called and which steps they may take.

Pure: standard library only, no clock, no I/O. Every other room imports from here; this room imports from none.
The words are those of ``docs/glossary.md``.
"""
