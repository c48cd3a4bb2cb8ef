"""Pages and lists over HTTP: public pages against a constant view, personal ones against the plainest personal page."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from eservices.config.benchmarks.ground import CSRF_SECRET, Ground, server
from eservices.config.benchmarks.load import Request, Series, ask_once, hammer
from eservices.config.benchmarks.results import Row, compare, rate_row

CONSTANT = [Request("/merenje/stalno/")]
WRONG_A_SECOND = 50


def public(port: int, requests: int) -> Iterator[Row]:
    """The two pages that everybody opens first."""
    for what, path in (
        ("service start page", "/kragujevac/usluge/maternity-pay/"),
        ("municipality page", "/kragujevac/"),
        ("home page", "/"),
    ):
        asked = [Request(path)]
        hammer(port, asked, number=8)
        yield rate_row(what, "constant view, same server", 0.5, compare(
            lambda asked=asked: hammer(port, asked, number=requests).expect(200),  # type: ignore[misc]
            lambda: hammer(port, CONSTANT, number=requests).expect(200),
        ))  # fmt: skip


def case_page(port: int, ground: Ground, requests: int) -> Row:
    """The citizen's page of a case."""
    pages = [Request(f"/moji-predmeti/{code}/", ground.citizen_cookies) for code in ground.codes]
    rows = [Request(f"/merenje/red/{code}/", ground.citizen_cookies) for code in ground.codes]
    return rate_row("citizen's case page", "page of one row (session, user, SELECT, template)", 0.5, compare(
        lambda: hammer(port, pages, number=requests).expect(200),
        lambda: hammer(port, rows, number=requests).expect(200),
    ))  # fmt: skip


def json_list(port: int, ground: Ground, requests: int) -> Row:
    """25 cases as JSON."""
    api = [Request("/api/v1/cases/", ground.citizen_cookies)]
    plain = [Request("/merenje/lista/", ground.citizen_cookies)]
    return rate_row("JSON list of 25", ".values() to JSON", 0.6, compare(
        lambda: hammer(port, api, number=requests).expect(200),
        lambda: hammer(port, plain, number=requests).expect(200),
    ))  # fmt: skip


def layers(ground: Ground, requests: int) -> Iterator[Row]:
    """The same page with and without a layer, from two servers that run at the same time."""
    case = [Request(f"/moji-predmeti/{code}/", ground.citizen_cookies) for code in ground.codes]
    desk = [Request(f"/admin/cases/case/{pk}/change/", ground.clerk_cookies) for pk in ground.case_ids]
    for layer, asked in (("csp", case), ("audit", desk)):
        with server() as whole, server(BENCH_WITHOUT=layer) as without:
            for port in (whole, without):
                hammer(port, asked, number=20)
            yield rate_row(f"page with {layer}", f"the same without {layer}", 0.9, compare(
                lambda port=whole, asked=asked: hammer(port, asked, number=requests).expect(200),  # type: ignore[misc]
                lambda port=without, asked=asked: hammer(port, asked, number=requests).expect(200),  # type: ignore[misc]
            ))  # fmt: skip


def under_wrong_logins(port: int, ground: Ground, requests: int) -> Row:
    """What others feel while one address tries 50 passwords a second."""
    pages = [
        Request("/kragujevac/"),
        *(Request(f"/moji-predmeti/{code}/", ground.citizen_cookies) for code in ground.codes),
    ]

    def attacked() -> Series:
        over = threading.Event()
        attacker = threading.Thread(target=_try_passwords, args=(port, over))
        attacker.start()
        try:
            return hammer(port, pages, number=requests).expect(200)
        finally:
            over.set()
            attacker.join()

    return rate_row(f"others' pages during {WRONG_A_SECOND} wrong logins/s", "the same pages in calm", 0.9, compare(
        attacked, lambda: hammer(port, pages, number=requests).expect(200)
    ))  # fmt: skip


def _try_passwords(port: int, over: threading.Event) -> None:
    """One wrong password after another, at most 50 a second, until told to stop or for 30 seconds."""
    form = f"login=nepoznat%40primer.example&password=pogresna-lozinka&csrfmiddlewaretoken={CSRF_SECRET}"
    request = Request("/nalog/login/", f"csrftoken={CSRF_SECRET}", form)
    for _ in range(30 * WRONG_A_SECOND):
        start = time.monotonic()
        if over.is_set():
            return
        ask_once(port, request)
        time.sleep(max(0.0, 1 / WRONG_A_SECOND - (time.monotonic() - start)))
