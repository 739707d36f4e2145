"""`python -m cs_productivity.contract`."""

import sys

from cs_productivity.contract.cli import main

if __name__ == "__main__":
    sys.exit(main())
