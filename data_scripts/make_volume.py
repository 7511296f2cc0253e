"""Make the volume: nuclei and membranes. The same as `outofcore data volume`, options included."""

import sys

from outofcore.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["data", "volume"]
    main()
