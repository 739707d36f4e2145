"""PostgreSQL and MariaDB servers for demonstrations and tests: on loopback, with a scratch folder, gone at the end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 60
PR_SET_PDEATHSIG = 1
POSTGRES, MARIADB = "postgresql", "mariadb"
SUPERUSER, PASSWORD, DATABASE = "tool", "scratch-Pass_7", "contact_tool"


class NoServer(Exception):
    """The server's programs are not on this machine, or it does not come up; the message says which."""


@dataclass
class Server:
    """One running server; `url` holds the password, `safe_url` does not."""

    kind: str
    folder: Path
    port: int
    command: list[str]
    user: str | None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def safe_url(self) -> str:
        """Address of the store, as CS_SOURCE_URL takes it."""
        scheme = "postgresql" if self.kind == POSTGRES else "mysql"
        return f"{scheme}://{SUPERUSER}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def url(self) -> str:
        """The same with the password."""
        return self.safe_url.replace(f"{SUPERUSER}@", f"{SUPERUSER}:{PASSWORD}@")

    def start(self) -> None:
        """Start the server and wait until it listens.

        Raises:
            NoServer: it ends, or does not listen within a minute.
        """
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,
                **_as(self.user),
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        self.stop()
        last = (self.folder / "server.log").read_text(errors="replace").strip().splitlines()[-1:]
        raise NoServer(f"{self.kind} does not start: {' '.join(last)}")

    def stop(self, number: int | None = None) -> None:
        """End the server at once, without a word to its clients; what was committed is there when it starts again."""
        if self.process is None:
            return
        # PostgreSQL gives its shared memory back
        number = number or (signal.SIGQUIT if self.kind == POSTGRES else signal.SIGKILL)
        with contextlib.ExitStack() as stack:
            children = [stack.enter_context(_watched(child)) for child in _children_of(self.process.pid)]
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            try:
                self.process.wait(timeout=START_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
            # PostgreSQL's processes end by themselves when the first is gone; until then no other server starts here
            for ended in filter(None, children):
                select.select([ended], [], [], START_SECONDS)
        self.process = None


@contextlib.contextmanager
def running(kind: str) -> Iterator[Server]:
    """Serve an empty database of the kind for the length of a `with` block.

    Raises:
        NoServer: its programs are not installed, or it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"cs-{kind}-"))
    server = None
    try:
        server = MAKERS[kind](folder)
        server.start()
        MAKE_DATABASE[kind](server)
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _make_postgres(folder: Path) -> Server:
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    found = str(programs[-1]) if programs else shutil.which("postgres")
    if found is None:
        raise NoServer("PostgreSQL is not installed (Debian's package postgresql)")
    # it refuses to run as root
    user = _unprivileged("postgres")
    _give(folder, user)
    secret = folder / "password"
    secret.write_text(PASSWORD)
    _give(secret, user)
    initdb = [
        str(Path(found).with_name("initdb")),
        "--pgdata=data",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
    ]
    initdb += ["--locale=C", "--auth=scram-sha-256", "--pwfile=password", "--no-sync"]
    _run([*initdb], folder, user)
    port = _free_port()
    options = [
        f"port={port}",
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={folder}",
        "timezone=UTC",
    ]
    # a killed server loses nothing that it has written; only a machine that loses its power needs more, and the wait
    # for the disk would be most of the time that databases take to be made and to come back
    options += ["shared_buffers=64MB", "max_connections=20", "fsync=off"]
    command = [found, "-D", "data", *(part for option in options for part in ("-c", option))]
    return Server(POSTGRES, folder, port, command, user)


def _make_mariadb(folder: Path) -> Server:
    found = shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    install = shutil.which("mariadb-install-db")
    if found is None or install is None:
        raise NoServer("MariaDB is not installed (Debian's package mariadb-server)")
    user = _unprivileged("mysql")
    _give(folder, user)
    data = folder / "data"
    _run(
        [install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"],
        folder,
        user,
    )
    script = folder / "start.sql"
    script.write_text(
        f"create database if not exists {DATABASE};\n"
        f"create user if not exists '{SUPERUSER}'@'127.0.0.1' identified by '{PASSWORD}';\n"
        f"grant all privileges on *.* to '{SUPERUSER}'@'127.0.0.1' with grant option;\n"
        "drop user if exists ''@'localhost';\n"
    )
    script.chmod(0o644)
    port = _free_port()
    command = [found, "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1"]
    command += [f"--socket={folder}/socket", f"--pid-file={folder}/pid", f"--init-file={script}"]
    command += ["--innodb-buffer-pool-size=64M", "--skip-name-resolve", "--default-time-zone=+00:00"]
    # as for PostgreSQL: what is written outlives the server, if not the machine
    command += ["--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--skip-sync-frm"]
    return Server(MARIADB, folder, port, command, user)


def _make_postgres_database(server: Server) -> None:
    import psycopg

    admin = server.url.replace(f"/{DATABASE}", "/postgres")
    _until_it_answers(server, lambda: psycopg.connect(admin, autocommit=True).close())
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"create database {DATABASE}")


def _make_mariadb_database(server: Server) -> None:
    import pymysql

    # its first file of statements has made the database; what is left is to wait for that
    address = {"host": "127.0.0.1", "port": server.port, "user": SUPERUSER, "password": PASSWORD}
    _until_it_answers(server, lambda: pymysql.connect(database=DATABASE, **address).close())


def _until_it_answers(server: Server, ask: Callable[[], None]) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            return ask()
        except Exception as error:
            if time.monotonic() > until:
                raise NoServer(f"{server.kind} does not answer: {error}") from None
            time.sleep(0.1)


MAKERS = {POSTGRES: _make_postgres, MARIADB: _make_mariadb}
MAKE_DATABASE = {POSTGRES: _make_postgres_database, MARIADB: _make_mariadb_database}


def _unprivileged(name: str) -> str | None:
    """Who a server runs as: its package's own user where this is root, else whoever this is."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam(name).pw_name
    except KeyError:
        return "nobody"


def _as(user: str | None) -> dict[str, object]:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _end_with_parent() -> None:
    """Let Linux end the server where whoever started it is killed and can end nothing any more."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _children_of(pid: int) -> list[int]:
    """The processes that a process has started, as far as the system tells."""
    children = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # a name in parentheses may hold anything; state and parent come after it
            if int(place.read_text().rpartition(")")[2].split()[1]) == pid:
                children.append(int(place.parent.name))
    return children


@contextlib.contextmanager
def _watched(pid: int) -> Iterator[int | None]:
    """A handle that can be read once the process has ended; None where it has ended or cannot be watched."""
    try:
        handle = os.pidfd_open(pid)
    except (AttributeError, OSError):
        yield None
        return
    try:
        yield handle
    finally:
        os.close(handle)


def _give(path: Path, user: str | None) -> None:
    if user is not None:
        shutil.chown(path, user)


def _run(command: list[str], folder: Path, user: str | None) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=300, check=False, **_as(user)
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise NoServer(f"{Path(command[0]).name} failed: {' '.join(last)}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
