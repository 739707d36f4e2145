"""Runs inside .venv-emulator: serves BigQuery on a free loopback port, and never outlives its parent.

Prints the port as the first line. Ends when standard input closes (also where the parent was killed) or at
the time limit given in seconds, whichever comes first. A second argument is the file that the tables stay in.
"""

from __future__ import annotations

import os
import socket
import sys
import threading

import uvicorn
from crucible.engine import Engine
from crucible.server.app import create_app
from emulator_statements import teach


def end_with_parent() -> None:
    """Wait for the end of standard input, then leave without waiting for open requests."""
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Serve until the parent goes or the time is up."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    limit = threading.Timer(float(sys.argv[1]), os._exit, args=[1])
    limit.daemon = True
    limit.start()
    teach()
    # bound here and handed over, so that no other process can take the port in between
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(
        create_app("bigquery", Engine(*sys.argv[2:])), access_log=False, log_level="warning"
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
