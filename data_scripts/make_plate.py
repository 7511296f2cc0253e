"""Make plate: a 384-well screen. The same as `outofcore data plate`, options included."""

import sys

from outofcore.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["data", "plate"]
    main()
