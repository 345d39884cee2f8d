"""Owns ``python -m callcoach``."""

from callcoach.cli.main import entry

if __name__ == "__main__":
    entry()
