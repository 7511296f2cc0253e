"""`python -m outofcore` is the command `outofcore`."""

from outofcore.cli import main

if __name__ == "__main__":
    main()
