"""The shell pages, form fields and components: their markup, their words and how they look to a browser and to axe."""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Route

from tests.browser.inspection import complaints_of_axe

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates/components").glob("*.html"))
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"


class Boxes(forms.MultiWidget):
    template_name = "django/forms/widgets/date_boxes.html"

    def __init__(self) -> None:
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()])

    def decompress(self, value: datetime.date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class Born(forms.MultiValueField):
    widget = Boxes

    def __init__(self, **options: Any) -> None:
        super().__init__([forms.IntegerField(), forms.IntegerField(), forms.IntegerField()], **options)

    def compress(self, values: list[int]) -> datetime.date | None:
        return datetime.date(values[2], values[1], values[0]) if values else None


class Amount(forms.TextInput):
    template_name = "django/forms/widgets/money.html"


class Everything(forms.Form):
    """One field of every kind; all wrong when nothing is sent."""

    name = forms.CharField(
        label="Име", help_text="Као у личној карти.", widget=forms.TextInput(attrs={"placeholder": "x"})
    )
    email = forms.EmailField(label="Е-пошта", required=False)
    born = Born(label="Датум рођења")
    amount = forms.DecimalField(label="Износ", widget=Amount)
    children = forms.IntegerField(label="Број деце")
    kind = forms.ChoiceField(label="Врста", choices=[("a", "Прва"), ("b", "Друга")], widget=forms.RadioSelect)
    papers = forms.MultipleChoiceField(label="Прилози", choices=[("a", "Извод")], widget=forms.CheckboxSelectMultiple)
    place = forms.ChoiceField(label="Место", choices=[("", "Изаберите"), ("1", "Љубић")])
    story = forms.CharField(label="Опис", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(label="Решење", widget=forms.ClearableFileInput(attrs={"data-max-bytes": "1000"}))
    password = forms.CharField(label="Лозинка", widget=forms.PasswordInput)
    agree = forms.BooleanField(label="Тачно је")

    def clean(self) -> None:
        raise forms.ValidationError("Износ и број деце се не слажу.")


class OneQuestion(forms.Form):
    one_question = True
    answer = forms.ChoiceField(label="Да ли радите?", choices=[("da", "Да"), ("ne", "Не")], widget=forms.RadioSelect)


CASE: dict[str, Any] = {
    "events": [{"title": "Примљено", "when": datetime.date(2026, 11, 3)}, {"title": "Решење", "state": "upcoming"}],
    "clock": {
        "day": 12,
        "total": 30,
        "due": datetime.date(2026, 12, 3),
        "state": "paused",
        "lines": ["Почетак 3.11.2026."],
    },
    "groups": [
        {"title": "Дете", "rows": [{"label": "Име", "value": "Ђурђа", "change_url": "#a"}, {"label": "Друго име"}]}
    ],
    "documents": [
        {"name": "Потврда", "url": "#b", "kind": "PDF", "size": 1200, "status": "Прегледано", "tone": "good"}
    ],
    "tasks": [
        {"title": "Подаци", "url": "#c", "status": "У току", "tone": "info"},
        {"title": "Слање", "status": "Не може још"},
    ],
    "crumbs": [{"label": "Почетна", "url": "/"}, {"label": "Предмет"}],
    "columns": [{"label": "Место"}, {"label": "Примљено", "numeric": True}],
    "rows": [[{"text": "Чачак", "url": "#d"}, {"text": "12", "numeric": True}]],
}
CASE_PAGE = """{% extends "base.html" %}{% block title %}Предмет{% endblock %}
{% block breadcrumbs %}{% include "components/breadcrumbs.html" %}{% endblock %}
{% block content %}{% include "components/panel.html" with title="Поднето" reference_label="Број" reference="1-1/26" only %}
{% include "components/copy_text.html" with label="Број" text="1-1/26" only %}{% include "components/clock.html" %}
<h2>Ток</h2>{% include "components/timeline.html" %}{% include "components/summary_list.html" with rows=None %}
{% include "components/document_list.html" %}{% include "components/task_list.html" %}
{% include "components/file_row.html" with name="a.pdf" size=10 status="Чека" tone="wait" remove_name="r" only %}
{% include "components/table.html" with caption="Преглед" row_headers=True %}
{% include "components/warning_text.html" with text="Рок" only %}{% include "components/inset.html" with text="Још" only %}
{% include "components/details.html" with summary="Зашто" text="Зато" only %}
{% include "components/notification_banner.html" with text="Вест" banner_id="b" tone="attention" only %}
{% include "components/empty_state.html" with title="Ништа" only %}{% include "components/rating.html" with action="/" %}
{% include "components/pagination.html" with older_url="#e" only %}
{% include "components/search_box.html" with action="/" label="Тражите" hint="Било којим писмом" only %}
<ul class="portal-cards">{% include "components/service_card.html" with url="#f" title="Вртић" heading="h2" only %}</ul>
{% include "components/button.html" with url="/" label="Започни" start=True only %}{% endblock %}"""
FORM_PAGE = """{% extends "base.html" %}{% block title %}Образац{% endblock %}{% block content %}{% if not form.one_question %}
<h1 class="govuk-heading-l">Образац</h1>{% endif %}<form method="post" novalidate>{{ form }}
{% include "components/button.html" with label="Настави" only %}</form>{% endblock %}"""


def page(source: str, language: str = "sr", **context: Any) -> str:
    """A page as a reader of ``language`` gets it."""
    languages = [("sr", "Ћирилица"), ("sr-latn", "Latinica"), ("en", "English")]
    tag = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}.get(language, language)
    with translation.override(language):
        return Template(source).render(Context({"html_lang": tag, "languages": languages, **context}))


def field_ids(html: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', html))


def test_every_template_can_be_read() -> None:
    for path in TEMPLATES:
        get_template(str(path.relative_to(ROOT / "templates")))


def test_no_template_carries_inline_style_or_script_or_an_outside_address() -> None:
    own = [path for path in TEMPLATES if path.parts[len(ROOT.parts) + 1] not in ("admin", "paper")]
    for path in own:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:|<script>", text), path
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text), path


def test_every_component_is_described() -> None:
    described = (ROOT / "templates/components/README.md").read_text(encoding="utf-8")
    assert [path.stem for path in COMPONENTS if f"`{path.stem}`" not in described] == []


def test_error_summary_leads_to_fields_that_exist() -> None:
    html = page(FORM_PAGE, form=Everything({}))
    links = re.findall(r'<li><a href="#([^"]+)"', html)
    assert "id_kind_0" in links and "id_born_0" in links and "form-errors" in links
    assert set(links) <= field_ids(html)
    assert "<title>Грешка:" in html


def test_hint_and_error_are_joined_to_the_field() -> None:
    html = str(Everything({})["name"].as_field_group())
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert {"id_name_helptext", "id_name_error", "id_name"} <= field_ids(html)


def test_browser_words_are_left_out_and_only_optional_fields_are_marked() -> None:
    html = str(Everything())
    assert " required" not in html and "placeholder" not in html
    assert html.count("није обавезно") == 1


def test_one_question_makes_the_label_the_heading() -> None:
    html = re.sub(r"\s+<", "<", str(OneQuestion()))
    assert '<h1 class="govuk-fieldset__heading">Да ли радите?</h1>' in html


def test_amounts_and_counts_are_typed_as_text_with_a_suitable_keyboard() -> None:
    html = str(Everything())
    assert "РСД" in html and 'inputmode="decimal"' in html and 'inputmode="numeric"' in html
    assert 'type="number"' not in html


def test_empty_answer_is_said_in_words() -> None:
    assert "Није унето" in page(CASE_PAGE, **CASE)


@pytest.mark.parametrize(("language", "tag"), [("sr", "sr-Cyrl"), ("sr-latn", "sr-Latn"), ("en", "en")])
def test_page_names_its_language_and_offers_the_others(language: str, tag: str) -> None:
    html = page(FORM_PAGE, language, form=OneQuestion())
    assert f'<html lang="{tag}"' in html
    assert html.count('name="language"') == 2


def test_half_filled_form_travels_with_the_change_of_script() -> None:
    html = page('{% include "components/language_switch.html" with form_id="request" %}')
    assert html.count('form="request" formnovalidate') == 2 and "<form" not in html


def test_server_error_page_needs_no_context_and_shows_the_incident() -> None:
    assert render_to_string("500.html")
    assert "A7K2-93QF" in render_to_string("500.html", {"incident": "A7K2-93QF"})


@pytest.mark.browser
@pytest.mark.parametrize("language", ["sr", "sr-latn"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["case", "form", "errors", "question"])
def test_axe_and_browser_have_nothing_to_say(browser: Browser, name: str, width: int, language: str) -> None:
    form = {"form": Everything(), "errors": Everything({}), "question": OneQuestion({})}.get(name)
    source = page(CASE_PAGE, language, **CASE) if form is None else page(FORM_PAGE, language, form=form)
    tab = browser.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    tab.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    tab.on("pageerror", lambda fault: complaints.append(str(fault)))
    tab.route("**/*", lambda route: answer(route, source))
    tab.goto("http://portal.test/")
    tab.wait_for_selector("body.js-enabled", state="attached")
    broken = complaints_of_axe(tab)
    wide = tab.evaluate("document.documentElement.scrollWidth > innerWidth")
    tab.close()
    assert broken == []
    assert complaints == []
    assert not wide


def answer(route: Route, source: str) -> None:
    """The page itself under the portal's policy, its static files from the disk, nothing else."""
    path = route.request.url.removeprefix("http://portal.test/")
    file = ROOT / path
    if not path:
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
        route.fulfill(status=200, headers=headers, body=source)
    elif path.startswith("static/") and file.is_file():
        route.fulfill(path=file)
    else:
        route.abort()
