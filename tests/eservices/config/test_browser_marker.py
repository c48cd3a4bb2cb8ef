"""Tests that need a browser, on a machine without one."""

import pytest

from tests import conftest


@pytest.fixture
def browser_test(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> pytest.Item:
    monkeypatch.setattr(conftest, "chromium", lambda: None)
    item: pytest.Item = request.node
    item.add_marker(pytest.mark.browser)
    return item


def test_without_chromium_they_are_skipped_with_the_reason(
    browser_test: pytest.Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no Chromium on this machine"):
        conftest.pytest_runtest_setup(browser_test)


def test_under_ci_their_absence_is_a_failure(browser_test: pytest.Item, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install -y chromium"):
        conftest.pytest_runtest_setup(browser_test)
