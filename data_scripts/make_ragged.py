"""Make ragged: samples of all lengths. The same as `outofcore data ragged`, options included."""

import sys

from outofcore.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["data", "ragged"]
    main()
