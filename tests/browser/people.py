"""People at their browsers: what each of them does on the portal, in words that are the same in every language."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.test import Client
from PIL import Image
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Request, Response, expect

from municipalities.accounts.models import User
from tests.answers import MATERNITY
from tests.browser import inspection
from tests.cast import PASSWORD, sign_in
from tests.factories import picture

NAMES_OF_HERE = {"localhost", "127.0.0.1"}
FIRST_ERROR = 400
FILES = ("sick-note", "employer-decision", "account-card")
SERVICE_PAGE = "/kragujevac/usluge/maternity-pay/"
Eye = Callable[[str], None]


def as_typed(value: Any) -> Any:
    """A kept answer as people type it: a day as ``10.3.2026.``."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value)
        return f"{day.day}.{day.month}.{day.year}."
    return value


def upload(kind: str) -> dict[str, Any]:
    """A photograph of a document."""
    return {"name": f"{kind}.png", "mimeType": "image/png", "buffer": picture()}


def link_in(letter: EmailMessage) -> str:
    """The address in a letter, which tells nobody else anything."""
    found = re.search(r"http://\S+", str(letter.body))
    assert found is not None and "Примеровић" not in f"{letter.subject} {letter.body}"
    return found[0]


def keep_picture(png: bytes, path: Path) -> None:
    """Write a picture small enough for a page of documentation: 64 colours are plenty for a screen."""
    with Image.open(io.BytesIO(png)) as picture_of_page:
        picture_of_page.convert("RGB").quantize(64).save(path, "PNG", optimize=True)


class Person:
    """Somebody at a browser of a certain width and language. Every fault that the browser notes is kept."""

    def __init__(
        self, context: BrowserContext, address: str, *, language: str = "sr", screens: Path | None = None
    ) -> None:
        self.address, self.language, self.screens = address, language, screens
        self.typed: set[str] = set()
        self.expected: set[int] = set()
        self.faults: list[str] = []
        self.seen: dict[str, str] = {}
        context.add_cookies([{"name": "pismo", "value": language, "url": address}])
        self.page = context.new_page()
        self.size = dict(self.page.viewport_size or {})
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"script failed: {error}"))
        self.page.on("request", self._see_request)
        self.page.on("response", self._see_response)

    def _hear(self, message: ConsoleMessage) -> None:
        announced = "Failed to load resource" in message.text and any(
            str(code) in message.text for code in self.expected
        )
        if message.type in ("error", "warning") and not announced:
            self.faults.append(f"console: {message.text}")

    def _see_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.hostname not in NAMES_OF_HERE:
            self.faults.append(f"asked the outside world: {request.url}")

    def _see_response(self, response: Response) -> None:
        if response.status >= FIRST_ERROR and response.status not in self.expected:
            self.faults.append(f"{response.status} for {response.url}")

    # -- hands ---------------------------------------------------------------------------------------------------------
    def open(self, path: str) -> None:
        """Go to an address of the portal."""
        self.page.goto(path if "://" in path else self.address + path)

    def press(self, selector: str) -> None:
        """Press the one button or link."""
        self._arrived_at(self.page.locator(selector)).click()

    def _arrived_at(self, place: Locator) -> Locator:
        """Nobody is quicker than the page: what is pressed or typed while it is still being put together may be lost."""
        place.first.wait_for(state="attached")
        self.page.wait_for_load_state()
        return place

    def give(self, fields: Mapping[str, Any], form: str = "#request") -> None:
        """Fill fields by their names, as people would: choose, mark, or type."""
        for name, value in fields.items():
            self._give(self._arrived_at(self.page.locator(f'{form} [name="{name}"]')), as_typed(value))

    def _give(self, field: Locator, value: Any) -> None:
        kind = field.first.get_attribute("type")
        if kind == "radio":
            field.and_(self.page.locator(f'[value="{value}"]')).check()
        elif kind == "checkbox":
            field.set_checked(bool(value))
        elif value is not None:
            field.fill(str(value))
            self.typed.add(str(value))

    def is_known_as(self, user: User) -> None:
        """Already signed in, as after a visit a moment ago."""
        session = sign_in(Client(), user).cookies["sessionid"].value
        self.page.context.add_cookies([{"name": "sessionid", "value": session, "url": self.address}])

    def sign_in(self, email: str) -> None:
        """On the sign-in page."""
        self.page.locator('[name="login"]').fill(email)
        self.page.locator('[name="password"]').fill(PASSWORD)
        self.press('main form:has([name="password"]) button[type="submit"]:not([form])')

    def download(self, selector: str) -> bytes:
        """The file behind a link."""
        with self.page.expect_download() as waiting:
            self.press(selector)
        return Path(waiting.value.path()).read_bytes()

    # -- eyes ----------------------------------------------------------------------------------------------------------
    def look(self, name: str, *, widths: Iterable[int] = (inspection.PHONE,)) -> None:
        """Inspect the page wholly; ``name`` stands in the complaint. At the end the window has its usual size.

        ``widths`` are those at which axe looks; a question is laid out alike at all widths, other pages are not.
        """
        self.glance(name)
        found = inspection.complaints_of_size(self.page)
        for width in widths:
            inspection.resize(self.page, width)
            found += [f"{width} px, {rule}" for rule in inspection.complaints_of_axe(self.page)]
        self.page.set_viewport_size(self.size)  # type: ignore[arg-type]
        self._note(name, found)

    def look_around(self, name: str) -> None:
        """Inspect a page that is laid out differently on a telephone and on a desk."""
        self.look(name, widths=(inspection.PHONE, inspection.DESKTOP))

    def glance(self, name: str) -> None:
        """Language, title and script of the page.

        Every page has a title of its own; what stands after a comma in ``name`` is another moment of the same page.
        """
        found = inspection.complaints_of_language(self.page, self.language)
        if self.language != "sr":
            found += inspection.letters_of_other_script(self.page, self.typed)
        title, page = self.page.title(), name.partition(", ")[0]
        if self.seen.setdefault(title, page) != page:
            found.append(f"has the same title as {self.seen[title]}: {title}")
        self._note(name, found)

    def _note(self, name: str, found: list[str]) -> None:
        """Faults are told together at the end, so that one walk finds them all."""
        self.faults += [f"{name} ({self.language}): {fault}" for fault in found]

    def photograph(self, name: str, *, height: int | None = None) -> None:
        """Keep a picture of the page where ``--screens`` asks for pictures."""
        if self.screens is not None:
            self.page.set_viewport_size({**self.size, "height": height or self.size["height"]})  # type: ignore[typeddict-item]
            self.page.evaluate("scrollTo(0, 0)")
            keep_picture(self.page.screenshot(), self.screens / f"{name}.png")
            self.page.set_viewport_size(self.size)  # type: ignore[arg-type]

    def reads(self, text: str | re.Pattern[str]) -> None:
        """The page shows this."""
        expect(self.page.locator("main")).to_contain_text(text)


class Citizen(Person):
    """An applicant."""

    def begin(self) -> None:
        """From the start page to the first question, without an account."""
        self.press("main a.govuk-button--start")
        self.page.locator('[name="way"][value="without"]').check()
        self.press("main form button.govuk-button")

    def answer(self, step: str, fields: Mapping[str, Any]) -> None:
        """Answer one question and go on."""
        expect(self.page).to_have_url(re.compile(rf"/{step}/(\?.*)?$"))
        self.give(fields)
        self.go_on()

    def go_on(self) -> None:
        self.press('#request button[name="continue"]')

    def answer_all(self, eye: Eye, answers: Mapping[str, Mapping[str, Any]] = MATERNITY) -> None:
        """All questions in their order; ``eye`` looks at each before it is answered."""
        for step, fields in answers.items():
            expect(self.page).to_have_url(re.compile(rf"/{step}/$"))
            eye(step)
            heading = self.page.locator("h1").inner_text().strip()
            assert self.page.title().startswith(f"{heading} – "), "the title begins with the question"
            if step == "role":
                self.photograph("question")
            self.answer(step, fields)

    def attach_all(self) -> None:
        """A photograph for each document that is asked for."""
        for kind in FILES:
            self.page.locator(f'input[type="file"][name="{kind}"]').set_input_files(upload(kind))  # type: ignore[arg-type]
        self.go_on()

    @property
    def code(self) -> str:
        """Code of the request or case in the address."""
        return urlsplit(self.page.url).path.split("/")[2]


class Official(Person):
    """Somebody at the desk."""

    def to_desk(self, email: str) -> None:
        """Sign in at the desk."""
        self.open("/admin/")
        self.sign_in(email)
        expect(self.page).to_have_url(re.compile(r"/admin/$"))

    def act(self, end_of_address: str) -> None:
        """Press one of the allowed acts of the case page."""
        self.press(f'.desk-actions a[href$="{end_of_address}"], .desk-actions form[action$="{end_of_address}"] button')
