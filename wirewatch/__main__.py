"""`python -m wirewatch` is the `wirewatch` command."""

from wirewatch.cli import main

if __name__ == "__main__":
    main()
