"""Answer to a call to complete the request (допуна, ЗУП чл. 59): each point with the official's sentence and its field.

A point names a step, whose questions are asked again here, or a kind of document. A corrected answer may open further
questions; they are added to the same page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from eservices.cases import actions
from eservices.cases.actions.intake import Holder, answers_of
from eservices.cases.forms import LongTextField, StepForm
from eservices.cases.keys import reveal
from eservices.cases.lifecycle import NotAllowed
from eservices.cases.models import Amendment, Case, Document
from eservices.cases.repeated import RowsBoundField
from eservices.cases.service import Answers, DocumentKind, Service, Step
from eservices.cases.views.case_page import own_case
from eservices.cases.views.documents import places
from eservices.cases.views.files import ALLOWED_KINDS, FilesForm, limit_in_megabytes
from eservices.cases.views.replies import not_now, surroundings
from eservices.cases.views.shared import rendered_in_other_script, say, service_of, signed_in
from municipalities.accounts.models import User

TEXT_IS_ENOUGH = "unclear"


class AnswerForm(forms.Form):
    """A word to the official beside what is corrected."""

    use_required_attribute = False
    answer = LongTextField(label=_("Порука службенику"), required=False, max_length=4000)


@dataclass
class Point:
    """One thing that is asked: the official's sentence, and the form of a step or the place for files."""

    sentence: str
    kind: str
    step: type[Step] | None = None
    form: StepForm | None = None
    document: DocumentKind | None = None


@dataclass
class Completion:
    """The page: its points, the files already sent for them, and the free answer."""

    case: Case
    service: Service
    amendment: Amendment
    answers: Answers
    points: list[Point] = field(default_factory=list)
    text: AnswerForm = field(default_factory=AnswerForm)

    @property
    def kinds(self) -> list[DocumentKind]:
        unique = {point.document.slug: point.document for point in self.points if point.document}
        return list(unique.values())

    def sent_files(self) -> dict[str, list[Document]]:
        """Files sent since the call, by kind."""
        found: dict[str, list[Document]] = {}
        since = self.case.documents.filter(
            direction=Document.Direction.INCOMING, created_at__gte=self.amendment.asked_at
        )
        for document in since:
            found.setdefault(document.kind, []).append(document)
        return found

    def form_of(self, step: type[Step], data: Any, *, as_typed: bool = False) -> StepForm:
        """The questions of a step, prefilled with what was answered."""
        given = self.answers.get(step.slug)
        common: dict[str, Any] = {
            "today": timezone.localdate(), "all_answers": self.answers, "municipality": self.case.municipality,
            "prefix": step.slug,
            "initial": step.form_class.kept_data(given) if given else None,
        }  # fmt: skip
        form = step.form_class(data, **common)
        if as_typed:
            form = step.form_class(**common | {"initial": {name: form[name].data for name in form.fields}})
        if form.one_question:
            next(iter(form.fields.values())).label = step.title  # type: ignore[assignment]
        # The page has a heading of its own; a single question is a label here.
        form.one_question = False  # type: ignore[misc]
        return form

    def forms(self) -> list[StepForm]:
        return [point.form for point in self.points if point.form]

    def corrections(self) -> dict[str, dict[str, Any]]:
        """New answers by step; steps that say the same as before are left out."""
        new = {point.step.slug: point.form.answers() for point in self.points if point.step and point.form}
        return {slug: given for slug, given in new.items() if given != self.answers.get(slug)}

    def opened_by(self, corrections: dict[str, dict[str, Any]]) -> list[type[Step]]:
        """Steps that apply only now and have not been asked yet."""
        answers = {**self.answers, **corrections}
        here = {point.step.slug for point in self.points if point.step}
        return [step for step in self.service.path(answers) if step.slug not in answers and step.slug not in here]


def _completion(found: Case, data: Any, *, as_typed: bool = False) -> Completion | None:
    amendment = Amendment.objects.filter(case=found, answered_at=None, lapsed=False).first()
    if amendment is None:
        return None
    page = Completion(found, service_of(found), amendment, answers_of(found))
    kinds = {kind.slug: kind for kind in page.service.documents}
    for item, sentence in zip(amendment.items, reveal(found.data_key, amendment.texts, "amendment"), strict=True):
        point = Point(sentence, item["kind"], document=kinds.get(item["target"]))
        if point.document is None:
            _ask_step(page, point, item["target"], data, as_typed)
        page.points.append(point)
    page.text = AnswerForm(initial={"answer": data.get("answer", "")}) if data and as_typed else AnswerForm(data)
    return page


def _ask_step(page: Completion, point: Point, slug: str, data: Any, as_typed: bool) -> None:
    """Put the step's questions to a point; a second point about the same step shares them."""
    already = {other.step.slug for other in page.points if other.step}
    try:
        step = page.service.step(slug)
    except LookupError:
        return
    if step.slug not in already:
        point.step, point.form = step, page.form_of(step, data, as_typed=as_typed)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def amendment(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that was asked, on one page; sent by one button."""
    found = own_case(request, code)
    data = request.POST if request.method == "POST" else None
    in_other = "language" in request.POST
    page = _completion(found, data, as_typed=in_other)
    if page is None:
        return not_now(request, found)
    if request.method != "POST":
        return _page(request, page, FilesForm(page.kinds))
    by = cast(User, request.user)
    files = FilesForm(page.kinds, request.POST, request.FILES)
    files.is_valid()
    sent = page.sent_files()
    files.take(holder=Holder(case=found), present=sent, by=by)
    if any(form.rearranged() for form in page.forms()):
        return _page(request, _completion(found, data, as_typed=True) or page, files)
    if in_other:
        return rendered_in_other_script(request, "cases/amendment.html", _context(page, files))
    if not _is_complete(page, files, sent, data):
        return _page(request, page, files)
    try:
        actions.answer_amendment(
            case=found, text=page.text.cleaned_data["answer"], corrections=page.corrections(), by=by
        )
    except NotAllowed:
        return not_now(request, found)
    say(request, _("Допуна је послата. Рок за одлуку тече поново од данас."))
    return redirect("cases:case", code)


def _is_complete(page: Completion, files: FilesForm, sent: dict[str, list[Document]], data: Any) -> bool:
    """Whether every point is answered; what is not gets its sentence. May add questions that were just opened."""
    wanted = [point.document for point in page.points if point.document and point.kind != TEXT_IS_ENOUGH]
    files.require(wanted, sent)
    # All are checked, so that every mistake is told at once.
    valid = [form.is_valid() for form in (*page.forms(), page.text)]
    if not all(valid) or files.errors:
        return False
    if _ask_opened_questions(page, data):
        return False
    something = page.corrections() or any(sent.values()) or page.text.cleaned_data["answer"]
    if not something:
        page.text.add_error("answer", translate("Измените податке, приложите документ или напишите одговор."))
    return bool(something)


def _ask_opened_questions(page: Completion, data: Any) -> bool:
    """Add the steps that the corrections opened; True while one of them is not answered well."""
    for _round in page.service.steps:
        opened = page.opened_by(page.corrections())
        if not opened:
            return False
        for step in opened:
            asked_before = any(name.startswith(f"{step.slug}-") for name in data)
            form = page.form_of(step, data if asked_before else None)
            sentence = translate("После ове измене потребан је и одговор на следеће.")
            page.points.append(Point(sentence, TEXT_IS_ENOUGH, step=step, form=form))
            if not form.is_valid():
                return True
    return False


def _page(request: HttpRequest, page: Completion, files: FilesForm) -> HttpResponse:
    return render(request, "cases/amendment.html", _context(page, files))


def _context(page: Completion, files: FilesForm) -> dict[str, Any]:
    by_kind = {place["kind"].slug: place for place in places(files, page.sent_files())}
    points = [
        {"point": point, "place": by_kind.pop(point.document.slug, None) if point.document else None}
        for point in page.points
    ]
    return surroundings(page.case) | {
        "amendment": page.amendment,
        "points": points,
        "text_form": page.text,
        "summary_errors": _errors([*page.forms(), files, page.text]),
        "allowed_kinds": ALLOWED_KINDS,
        "limit": limit_in_megabytes(),
    }


def _errors(several: list[Any]) -> list[dict[str, str]]:
    """Errors of several forms as the summary wants them."""
    found: list[dict[str, str]] = []
    for form in several:
        if not form.is_bound:
            continue
        found += [{"text": text, "url": ""} for text in form.non_field_errors()]
        for bound in form:
            if isinstance(bound, RowsBoundField):
                found += [{"text": text, "url": f"#{bound.auto_id}"} for text in bound.list_errors]
                found += [{"text": error["text"], "url": f"#{error['target']}"} for error in bound.row_errors]
                continue
            target = f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label or bound.auto_id
            found += [{"text": text, "url": f"#{target}"} for text in bound.errors]
    return found
