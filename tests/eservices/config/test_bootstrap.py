"""Preparing a fresh machine, as far as it can be told without one."""

from pathlib import Path

import pytest

from eservices.config import bootstrap, lock, system_libraries


def test_uv_is_told_what_pip_is_told_and_the_environment_has_the_last_word() -> None:
    listed = [
        "global.cert='/etc/ssl/own.crt'",
        "global.extra-index-url='file:///one file:///two'",
        "global.find-links='/wheels\n/more'".replace("\n", " "),
        "install.no-warn-script-location='true'",
        ":env:.cert='/etc/ssl/other.crt'",
    ]
    assert bootstrap.uv_settings(listed) == {
        "SSL_CERT_FILE": "/etc/ssl/other.crt",
        "UV_INDEX": "file:///one file:///two",
        "UV_FIND_LINKS": "/wheels,/more",
    }


def test_an_old_python_is_told_which_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (4, 0))
    with pytest.raises(
        SystemExit, match=r"^Python 3\.11 or newer is needed and this is 3\.\d+; install one and name it"
    ):
        bootstrap.check_python()


def test_missing_pango_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "PANGO_LIBRARIES", {"libabsent.so.0": "libpango-1.0-0"})
    monkeypatch.setattr(bootstrap, "apt_install", lambda packages: False)
    with pytest.raises(SystemExit, match=r"sudo apt-get install -y libpango-1\.0-0"):
        bootstrap.ensure_libraries()


def test_locked_versions_answer_the_project() -> None:
    assert lock.differences(lock.PYPROJECT.read_text(), bootstrap.REQUIREMENTS.read_text()) == []


def test_a_forgotten_or_outdated_lock_is_named() -> None:
    project = '[project]\ndependencies = ["django>=5.2.19,<5.3", "Celery~=5.7"]\n'
    assert lock.differences(project, "django==5.2.1 \\\n    --hash=sha256:00\n") == [
        "django is locked at 5.2.1, outside <5.3,>=5.2.19.",
        "Celery is in pyproject.toml and not locked.",
    ]


def test_an_address_of_packages_in_a_lock_is_refused(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("--index-url https://packages.example/simple\n")
    assert lock.addresses(tmp_path / "requirements.txt") == ["requirements.txt names an address of packages."]
