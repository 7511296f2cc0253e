"""Make movie: calcium imaging. The same as `outofcore data movie`, options included."""

import sys

from outofcore.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["data", "movie"]
    main()
