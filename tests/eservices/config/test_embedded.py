"""The embedded servers: first start, later starts, and everything that may be broken under ``var/``."""

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis

from eservices.config import local_files
from eservices.config.embedded import EmbeddedServers
from eservices.config.embedded_postgres import LONGEST_SOCKET_PATH, PostgresServer
from eservices.config.local_files import LocalServerError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def servers(folder: Path) -> Iterator[EmbeddedServers]:
    servers = EmbeddedServers(folder, durable=False)
    servers.ensure_postgres()
    yield servers
    servers.leave()


def ask(url: str, question: str) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall() if cursor.description else []


def postmaster(servers: EmbeddedServers) -> int:
    return int((servers.postgres.data / "postmaster.pid").read_text().split()[0])


def test_neither_role_can_pass_row_level_security(servers: EmbeddedServers) -> None:
    rows = ask(
        servers.postgres.url("portal_app"),
        "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname LIKE 'portal%'",
    )
    assert set(rows) == {("portal_app", False), ("portal_owner", False), ("portal_reader", False)}


def test_everyday_role_writes_rows_but_makes_no_tables(servers: EmbeddedServers) -> None:
    urls = servers.ensure_postgres()
    ask(urls["MIGRATION_DATABASE_URL"], "CREATE TABLE letters (id bigint GENERATED ALWAYS AS IDENTITY, body text)")
    ask(urls["DATABASE_URL"], "INSERT INTO letters (body) VALUES ('ђ'); UPDATE letters SET body = 'ћ'")
    assert ask(urls["DATABASE_URL"], "SELECT id, body FROM letters") == [(1, "ћ")]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(urls["DATABASE_URL"], "CREATE TABLE others (id int)")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(urls["DATABASE_URL"], "TRUNCATE letters")


def test_a_killed_server_is_started_again_with_its_data(tmp_path: Path) -> None:
    servers = EmbeddedServers(tmp_path)
    ask(servers.ensure_postgres()["MIGRATION_DATABASE_URL"], "CREATE TABLE kept (id int)")
    os.kill(postmaster(servers), signal.SIGKILL)
    url = servers.ensure_postgres()["DATABASE_URL"]
    assert ask(url, "SELECT count(*) FROM kept") == [(0,)]
    servers.leave()


def test_a_mark_whose_number_belongs_to_another_process_is_no_obstacle(servers: EmbeddedServers) -> None:
    servers.postgres.stop()
    mark = servers.postgres.data / "postmaster.pid"
    mark.write_text(f"{os.getppid()}\n{servers.postgres.data}\n1700000000\n5432\n\n\n  0 0\nready\n")
    servers.ensure_postgres()
    assert postmaster(servers) != os.getppid()


def test_servers_stop_when_the_last_user_leaves(tmp_path: Path) -> None:
    first, second = EmbeddedServers(tmp_path, durable=False), EmbeddedServers(tmp_path, durable=False)
    url = first.ensure_redis()
    assert second.ensure_redis() == url
    first.leave()
    assert redis.from_url(url).ping()
    second.leave()
    with pytest.raises(redis.exceptions.ConnectionError):
        redis.from_url(url).ping()


def test_redis_keeps_queued_tasks_and_moves_when_its_port_is_taken(tmp_path: Path) -> None:
    servers = EmbeddedServers(tmp_path)
    url = servers.ensure_redis()
    redis.from_url(url).rpush("queue", "task")
    servers.leave()
    port = int(url.rpartition(":")[2].split("/")[0])
    with socket.create_server(("127.0.0.1", port)):
        moved = servers.ensure_redis()
        assert moved != url
        assert redis.from_url(moved).lrange("queue", 0, -1) == [b"task"]
        servers.leave()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may change the owner of a cluster")
def test_root_goes_on_with_the_cluster_of_an_ordinary_user(tmp_path: Path) -> None:
    servers = EmbeddedServers(tmp_path, durable=False)
    servers.ensure_postgres()
    servers.leave()
    for path in (servers.postgres.data, *servers.postgres.data.rglob("*")):
        os.chown(path, 65534, 65534)
    again = EmbeddedServers(tmp_path, durable=False)
    assert ask(again.ensure_postgres()["DATABASE_URL"], "SELECT 1") == [(1,)]
    again.leave()
    assert servers.postgres.data.stat().st_uid == 65534


def test_a_deep_folder_gets_a_short_socket(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / ("deep" * 30), tmp_path / "log")
    assert len(str(server.socket_folder)) < LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432")


def broken(folder: Path) -> str:
    with pytest.raises(LocalServerError) as fault:
        EmbeddedServers(folder, durable=False).ensure_postgres()
    return str(fault.value)


def test_a_file_instead_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    assert "must be a folder but a file stands in its place" in broken(tmp_path / "var")


def test_a_database_of_another_version_is_said_and_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    assert "made by PostgreSQL 15 and this portal needs 18" in broken(tmp_path)
    assert (data / "PG_VERSION").exists()


def test_a_folder_that_is_no_database_is_said_and_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "letter.txt").write_text("")
    assert "is not a PostgreSQL database; move it away" in broken(tmp_path)
    assert (data / "letter.txt").exists()


def test_a_damaged_database_shows_the_end_of_its_log(servers: EmbeddedServers, tmp_path: Path) -> None:
    servers.postgres.stop()
    shutil.copytree(servers.postgres.data, tmp_path / "postgres" / "data")
    (tmp_path / "postgres" / "data" / "global" / "pg_control").write_bytes(b"")
    for path in (tmp_path / "postgres" / "data", *(tmp_path / "postgres" / "data").rglob("*")):
        shutil.copystat(servers.postgres.data, path) if path.is_dir() else None
        os.chown(path, servers.postgres.data.stat().st_uid, servers.postgres.data.stat().st_gid)
    text = broken(tmp_path)
    assert "does not start" in text and "pg_control" in text and "move" in text
    servers.ensure_postgres()


def test_a_full_disk_is_said_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_files, "FREE_SPACE_NEEDED", 2**62)
    assert "free some space" in broken(tmp_path)
    assert not (tmp_path / "postgres" / "data").exists()


def test_secrets_are_made_once_and_only_for_their_owner(tmp_path: Path) -> None:
    first = local_files.ensure_secrets(tmp_path)
    assert local_files.ensure_secrets(tmp_path) == first
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600
    assert len(first["SECRET_KEY"]) >= 50 and first["MASTER_KEYS"].startswith("local:")


def test_damaged_secrets_are_said_and_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("nonsense")
    with pytest.raises(LocalServerError, match="restore it from a backup"):
        local_files.ensure_secrets(tmp_path)
    assert (tmp_path / "secrets.env").read_text() == "nonsense"
