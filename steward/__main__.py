"""``python -m steward``."""

from steward.command_line import main

if __name__ == "__main__":
    main()
