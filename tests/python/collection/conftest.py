"""Servers for all tests of collecting, a store and a landing zone for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from collection.commands import Collector, Commands, serving_commands
from collection.stores import Store, actions, make_store, tickets
from cs_productivity.demo.servers import MARIADB, POSTGRES, NoServer, Server, running

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is slow holds on PostgreSQL for every change; that it holds on MariaDB as well is seen at night."""
    for item in items:
        call = getattr(item, "callspec", None)
        is_ours = item.path.is_relative_to(HERE) and item.get_closest_marker("slow") is not None
        if is_ours and call is not None and call.params.get("kind") == MARIADB:
            item.add_marker(pytest.mark.nightly)


@pytest.fixture(scope="session")
def servers() -> Iterator[dict[str, Server | NoServer]]:
    """Servers by kind, started when they are first asked for."""
    with ExitStack() as stack:
        yield _Servers(stack)


class _Servers(dict):
    def __init__(self, stack: ExitStack) -> None:
        super().__init__()
        self._stack = stack

    def __missing__(self, kind: str) -> Server | NoServer:
        try:
            self[kind] = self._stack.enter_context(running(kind))
        except NoServer as reason:
            self[kind] = reason
        return self[kind]


@pytest.fixture(scope="session")
def commands() -> Iterator[Commands]:
    with serving_commands() as commands:
        yield commands


@pytest.fixture(params=[POSTGRES, MARIADB])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def store(servers: dict[str, Server | NoServer], kind: str) -> Store:
    """A store with 250 actions and 30 tickets."""
    server = servers[kind]
    if isinstance(server, NoServer):
        pytest.skip(str(server))
    store = make_store(server)
    store.insert("backend_action_logs", actions(0, 250))
    store.insert("tickets", tickets(0, 30))
    return store


@pytest.fixture
def collector(commands: Commands, store: Store, tmp_path: Path) -> Iterator[Collector]:
    # dlt keeps what it knows of a person at home; it must know nothing
    home = tmp_path / "home"
    home.mkdir()
    yield Collector(commands, tmp_path / "raw", store.source, {"HOME": str(home)})
    assert list(home.iterdir()) == []
