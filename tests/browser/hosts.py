"""What a hospital runs: PostgreSQL, two servers on it, nginx before them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psutil
import sqlalchemy as sa
from playwright.sync_api import Page

from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.sharing import Terms, share
from aci_core.sharing.store import Store, database
from tests.browser import idle
from tests.browser.server import Server, serve
from tests.build import sample
from tests.conftest import ROOT
from tests.services.nginx import Proxy, nginx
from tests.services.ports import free_port
from tests.services.postgres import postgres


@dataclass
class Hosts:
    """A running hospital."""

    proxy: Proxy
    servers: list[Server]
    address: str
    secrets: list[str] = field(default_factory=list)

    @property
    def store(self) -> Store:
        """The store, as the keeper of the host has it."""
        return Store(
            database.connect(sa.make_url(self.address).set(drivername="postgresql+psycopg"))
        )

    def shared(self, what: str | Cohort = "synthetic_156.csv", **terms: Any) -> str:
        """A link's token."""
        store = self.store
        cohort = sample(what) if isinstance(what, str) else what
        made = share(store, cohort, Settings(), Terms(**terms))
        store.close()
        self.secrets += [made.token, made.manage]
        return made.token

    def revoke(self, token: str) -> None:
        """As its owner does, anywhere."""
        store = self.store
        entry = store.find(token)
        assert entry is not None
        store.revoke(entry.id)
        store.close()

    def expire(self, token: str) -> None:
        """As if its days had gone by."""
        store = self.store
        entry = store.find(token)
        store.close()
        assert entry is not None
        engine = sa.create_engine(self.address.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            table = database.METADATA.tables["shares"]
            connection.execute(table.update().where(table.c.id == entry.id).values(expires=1))
        engine.dispose()

    def visitor(
        self, new_page: Callable[..., Page], path: str, *, elsewhere: int | None = None
    ) -> tuple[Page, int]:
        """A visitor of its own through nginx, and the server that he got.

        Parameters
        ----------
        new_page, path
        elsewhere
            A server that it must not be: nginx deals out new visitors by chance.
        """
        for _ in range(20):
            before = self._busy()
            page = new_page()
            page.goto(f"{self.proxy.url}{path}")
            idle.wait_idle(page)
            # Those that ended meanwhile, of visitors before, say nothing.
            more = [len(now - then) for now, then in zip(self._busy(), before, strict=True)]
            place = more.index(max(more))
            if place != elsewhere:
                return page, place
            page.close()
        raise AssertionError("nginx sends everybody to one server")

    def _busy(self) -> list[set[Any]]:
        """Open connections of each server, by their other ends: a session's websocket is one."""
        return [
            {
                c.raddr
                for c in psutil.Process(server.process.pid).net_connections("tcp")
                if c.status == psutil.CONN_ESTABLISHED
            }
            for server in self.servers
        ]


def composed(values: Mapping[str, str]) -> dict[str, str]:
    """The environment that compose.yaml gives a replica, so that the tests run that one."""
    text = (ROOT / "compose.yaml").read_text("utf-8")
    block = text.partition("  environment:\n")[2].partition("\n  networks:")[0]
    result = {}
    for line in block.splitlines():
        name, _, value = line.partition("#")[0].strip().partition(": ")
        result[name] = re.sub(
            r"\$\{(\w+)(?::-([^}]*))?[^}]*\}",
            lambda m: values.get(m[1], m[2] or m[1].lower()),
            value,
        ).strip()
    return result


@contextmanager
def running() -> Iterator[Hosts]:
    """All of it, until the block ends."""
    with ExitStack() as stack:
        address = stack.enter_context(postgres())
        message = {"ACI_STORE_KEY": "k" * 32, "COOKIE_SECRET": "s" * 32, "ACI_HOST": "127.0.0.1"}
        env = composed(message) | {"ACI_STORE_URL": address}
        servers = [stack.enter_context(serve(env)) for _ in range(2)]
        proxy = stack.enter_context(nginx([s.url for s in servers], free_port()))
        yield Hosts(proxy, servers, address)
