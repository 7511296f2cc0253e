"""Make events: a detector's stream. The same as `outofcore data events`, options included."""

import sys

from outofcore.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["data", "events"]
    main()
