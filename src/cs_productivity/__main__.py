"""`python -m cs_productivity`."""

import sys

from cs_productivity.cli import main

if __name__ == "__main__":
    sys.exit(main())
