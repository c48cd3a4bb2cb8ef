"""Local PostgreSQL and Redis for a machine that has none, and the environment that settings read. No Django here.

``DATABASE_URL`` and ``REDIS_URL`` replace the embedded servers one by one. Servers are shared by every process of this
folder: each user holds a shared lock, and the last one to leave stops them. The kernel frees the lock of a killed
process, so servers it left behind are found running and used by the next one.
"""

import atexit
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO

from eservices.config.embedded_postgres import PostgresServer
from eservices.config.embedded_redis import RedisServer
from eservices.config.local_files import ensure_folder, ensure_secrets, open_lock, try_lock, turn

BASE_FOLDER = Path(__file__).resolve().parents[2]
OWNER_COMMANDS = {"migrate", "flush", "scale", "backup", "restore"}


@dataclass
class EmbeddedServers:
    """Both servers under one folder; ``durable=False`` for tests."""

    folder: Path
    durable: bool = True
    _users: IO[str] | None = field(default=None, repr=False)

    @cached_property
    def postgres(self) -> PostgresServer:
        """PostgreSQL of this folder."""
        return PostgresServer(self.folder / "postgres", self.folder / "log" / "postgres.log", self.durable)

    @cached_property
    def redis(self) -> RedisServer:
        """Redis of this folder."""
        return RedisServer(self.folder / "redis", self.folder / "log" / "redis.log", self.durable)

    def ensure_postgres(self) -> dict[str, str]:
        """Start PostgreSQL unless it runs.

        Returns DATABASE_URL (role portal_app) and MIGRATION_DATABASE_URL (role portal_owner).
        """
        with self._turn():
            self.postgres.ensure_running()
            self._join()
        return {
            "DATABASE_URL": self.postgres.url("portal_app"),
            "MIGRATION_DATABASE_URL": self.postgres.url("portal_owner"),
        }

    def ensure_redis(self) -> str:
        """Start Redis unless it runs; returns REDIS_URL."""
        with self._turn():
            url = self.redis.ensure_running()
            self._join()
        return url

    def leave(self) -> None:
        """Stop the servers if nobody else uses them. Safe to call more than once."""
        if self._users is None:
            return
        with self._turn():
            if try_lock(self._users, exclusive=True):
                self.redis.stop()
                if self.postgres.data.exists():
                    self.postgres.stop()
            self._users.close()
            self._users = None

    def _join(self) -> None:
        if self._users is None:
            self._users = open_lock(self.folder / "users.lock")
            try_lock(self._users, exclusive=False)

    def _turn(self) -> AbstractContextManager[None]:
        ensure_folder(self.folder)
        return turn(self.folder / "starting.lock")


def leave_at_exit(servers: EmbeddedServers) -> None:
    """Stop the servers when this process ends; a forked child that ends must not."""
    owner = os.getpid()

    def leave() -> None:
        if os.getpid() == owner:
            servers.leave()

    atexit.register(leave)


def prepare_environment(arguments: Sequence[str]) -> None:
    """Complete ``os.environ`` before Django reads settings.

    Production is left alone, except that migrations run as the owner of the tables in every environment. Elsewhere
    secrets are generated once and missing servers are started. Raises LocalServerError.
    """
    environment = os.environ
    if environment.get("PORTAL_ENV", "local") == "local":
        folder = Path(environment.setdefault("VAR_DIR", str(BASE_FOLDER / "var")))
        servers = EmbeddedServers(ensure_folder(folder))
        for name, value in ensure_secrets(folder).items():
            environment.setdefault(name, value)
        start_missing_servers(servers)
    if len(arguments) > 1 and arguments[1] in OWNER_COMMANDS and "MIGRATION_DATABASE_URL" in environment:
        environment["DATABASE_URL"] = environment["MIGRATION_DATABASE_URL"]


def start_missing_servers(servers: EmbeddedServers) -> None:
    """Start what no variable names, and put the addresses where settings and PostgreSQL's own programs look."""
    environment = os.environ
    if "DATABASE_URL" not in environment:
        environment.update(servers.ensure_postgres())
        environment["PGHOST"] = str(servers.postgres.socket_folder)
        environment["PATH"] = os.pathsep.join([str(servers.postgres.binaries), environment.get("PATH", os.defpath)])
    if "REDIS_URL" not in environment:
        environment["REDIS_URL"] = servers.ensure_redis()
    leave_at_exit(servers)
