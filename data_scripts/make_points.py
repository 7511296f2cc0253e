"""Make points: points in four clusters. The same as `outofcore data points`, options included."""

import sys

from outofcore.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["data", "points"]
    main()
