"""Where in a request somebody stands: the steps that apply, what is answered, and the page that comes next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from eservices.cases import access, actions
from eservices.cases import service as services
from eservices.cases.actions.intake import answers_of, typed_of
from eservices.cases.forms import StepForm
from eservices.cases.keys import hide, reveal
from eservices.cases.models import Draft
from eservices.cases.service import Answers, DocumentKind, Service, Step, Stop
from eservices.cases.views.shared import about, held_codes, hold, person, sorry
from municipalities.accounts.models import User

CHANGING = "izmena"
LEFT_OPEN_KEY = "typed_before_sign_in"
SKIPPED_FIELDS = frozenset({"csrfmiddlewaretoken", "seen", "language", "later", "next"})


@dataclass
class Journey:
    """A request being filled in. ``changing`` is true when somebody came from check-answers to change one thing."""

    draft: Draft
    service: Service
    answers: Answers
    changing: bool
    by: User | None

    # -- the way ---------------------------------------------------------------------------------------------------
    @property
    def path(self) -> list[type[Step]]:
        """The steps that these answers ask for."""
        return list(self.service.path(self.answers))

    @property
    def kinds(self) -> list[DocumentKind]:
        """The documents that these answers ask for."""
        return list(self.service.documents_asked(self.service.counted(self.answers)))

    @cached_property
    def documents(self) -> dict[str, list[Any]]:
        """Files already sent, by kind."""
        found: dict[str, list[Any]] = {}
        for document in self.draft.documents.filter(case=None):
            found.setdefault(document.kind, []).append(document)
        return found

    def stop_at(self, step: type[Step]) -> Stop | None:
        """The dead end that the answer of this step leads to."""
        return step.stops(self.answers) if step.slug in self.answers else None

    def obstacle(self, before: type[Step] | None = None) -> str | None:
        """Address of the first page that has to be dealt with before ``before``, or before check-answers."""
        for step in self.path:
            if step is before:
                return None
            if step.slug not in self.answers:
                return self.address(step)
            if self.stop_at(step):
                return self.stop_address(step)
        return None

    def missing_documents(self) -> list[DocumentKind]:
        """Required documents that are not there."""
        return [kind for kind in self.kinds if kind.required and not self.documents.get(kind.slug)]

    # -- addresses -------------------------------------------------------------------------------------------------
    def address(self, step: type[Step]) -> str:
        return self._kept(reverse("cases:step", args=[self.draft.code, step.slug]))

    def stop_address(self, step: type[Step]) -> str:
        return self._kept(reverse("cases:stop", args=[self.draft.code, step.slug]))

    @property
    def documents_address(self) -> str:
        return self._kept(reverse("cases:documents", args=[self.draft.code]))

    @property
    def check_address(self) -> str:
        return reverse("cases:check", args=[self.draft.code])

    @property
    def later_address(self) -> str:
        return reverse("cases:later", args=[self.draft.code])

    @property
    def start_address(self) -> str:
        return reverse("cases:start", args=[self.draft.municipality.slug, self.service.slug])

    def _kept(self, address: str) -> str:
        return f"{address}?{CHANGING}=1" if self.changing else address

    def after(self, step: type[Step]) -> str:
        """The page after the answer of ``step`` was saved."""
        if self.stop_at(step):
            return self.stop_address(step)
        if self.changing:
            return self.obstacle() or self.end
        path = self.path
        following = path[path.index(step) + 1 :] if step in path else []
        return self.address(following[0]) if following else self.obstacle() or self._last_pages(force_documents=True)

    @property
    def end(self) -> str:
        """The page after the last answer: documents while one is missing, else check-answers."""
        return self._last_pages(force_documents=False)

    def _last_pages(self, *, force_documents: bool) -> str:
        documents = bool(self.kinds) if force_documents else bool(self.missing_documents())
        return self.documents_address if documents else self.check_address

    def where_left(self) -> str:
        """The page on which to go on after a pause."""
        return self.obstacle() or self.end

    def before(self, step: type[Step]) -> str:
        """Where "back" leads from a step."""
        if self.changing:
            return self.check_address
        path = self.path
        position = path.index(step)
        return self.address(path[position - 1]) if position else self.start_address

    def before_documents(self) -> str:
        return self.check_address if self.changing else self.address(self.path[-1])

    def before_check(self) -> str:
        return self.documents_address if self.kinds else self.address(self.path[-1])

    def progress(self, step: type[Step] | None) -> dict[str, int]:
        """Which page of how many this is; None stands for the documents."""
        path = self.path
        total = len(path) + bool(self.kinds) + 1
        return {"number": path.index(step) + 1 if step else len(path) + 1, "total": total}

    # -- one page --------------------------------------------------------------------------------------------------
    def find(self, slug: str) -> type[Step]:
        """The step of that name; 404 when the service has none."""
        try:
            return self.service.step(slug)
        except LookupError as missing:
            raise Http404 from missing

    def form(self, step: type[Step], data: QueryDict | None = None, *, initial: Any = None) -> StepForm:
        """The form of a step; a single question carries the step's title as its label."""
        form = step.form_class(
            data,
            today=timezone.localdate(),
            all_answers=self.answers,
            municipality=self.draft.municipality,
            initial=initial,
        )
        if form.one_question:
            field = next(iter(form.fields.values()))
            field.label = step.title  # type: ignore[assignment]
            field.help_text = field.help_text or step.hint  # type: ignore[assignment]
        return form

    def kept_form(self, step: type[Step], typed: Mapping[str, list[str]]) -> StepForm:
        """The form as it was left: typed and not saved, else the saved answers, else empty."""
        if typed:
            return self.form(step, initial=self._as_initial(step, typed))
        given = self.answers.get(step.slug)
        return self.form(step, initial=step.form_class.kept_data(given) if given else None)

    def _as_initial(self, step: type[Step], typed: Mapping[str, list[str]]) -> dict[str, Any]:
        """Typed values as the widgets want to show them."""
        data = QueryDict(mutable=True)
        for name, values in typed.items():
            data.setlist(name, values)
        form = self.form(step, data)
        return {name: form[name].data for name in form.fields}

    def seen(self, step: type[Step]) -> str:
        """Fingerprint of what the page of a step was made from; another one tells that it is stale."""
        return fingerprint([self.service.version, self.answers.get(step.slug)])

    def seen_all(self) -> str:
        """Fingerprint of everything that check-answers shows."""
        codes = sorted(str(document.code) for files in self.documents.values() for document in files)
        return fingerprint([self.service.version, self.service.counted(self.answers), codes])

    def save(self, step: type[Step], form: StepForm) -> None:
        """Save the valid answers of a step."""
        self.answers = actions.save_step(draft=self.draft, step=step.slug, given=form.answers(), by=self.by)

    def keep(self, step: type[Step], form: StepForm) -> None:
        """Save a page that is left before it is finished: as an answer when it is one, else as it was typed."""
        if form.is_valid():
            self.save(step, form)
        else:
            self.keep_typed(step, form)

    def keep_typed(self, step: type[Step], form: StepForm) -> None:
        """Keep a page as it was typed, without judging it."""
        actions.keep_typed(draft=self.draft, step=step.slug, data=typed_in(form.data), by=self.by)


def fingerprint(content: Any) -> str:
    """Short digest by which a page notices that what it was made from has changed."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def typed_in(data: Any) -> dict[str, list[str]]:
    """What a browser sent for the fields of a page."""
    return {name: data.getlist(name) for name in data if name not in SKIPPED_FIELDS}


# -- opening -------------------------------------------------------------------------------------------------------
View = Callable[..., HttpResponse]


def on_journey(view: View) -> View:
    """Open the draft of the address by its door and hand the journey on.

    A submitted draft leads to the confirmation. Who may not open it gets words: sign in, use the link, or 404.
    """

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, code: str, **names: str) -> HttpResponse:
        try:
            draft = access.draft_for(request.user, code, held=held_codes(request))  # type: ignore[arg-type]
        except Http404:
            return _closed(request, code, names.get("step", ""))
        if draft.case is not None:
            return redirect("cases:filed", draft.case.code)
        return view(request, _journey(request, draft), **names)

    return opened


def _journey(request: HttpRequest, draft: Draft) -> Journey:
    try:
        service = services.get(draft.service)
    except LookupError as missing:
        raise Http404 from missing
    by = person(request)
    if by is not None and draft.owner_id is None:
        actions.adopt_draft(draft=draft, by=by)
    return Journey(draft, service, answers_of(draft), CHANGING in request.GET, by)


def _closed(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """The session has ended, or the request is not this reader's; nothing typed is lost either way."""
    draft = None if request.user.is_authenticated else access.draft_of_somebody(code)
    if draft is None:
        return _not_here(request)
    if request.method == "POST" and step:
        _keep_until_sign_in(request, draft, step)
    if draft.owner_id is not None:
        return redirect_to_login(request.get_full_path())
    if request.method != "POST":
        return _not_here(request)
    hold(request, code)
    return HttpResponseRedirect(request.get_full_path())


def _not_here(request: HttpRequest) -> HttpResponse:
    return sorry(
        request,
        {"sign_in_next": request.path, "begun_code": request.resolver_match.kwargs["code"]},  # type: ignore[union-attr]
        title=_("Овај захтев не можемо да отворимо"),
        body=[
            _("Могуће је да је обрисан јер га дуго нико није мењао, или да га је започео неко други."),
        ],
        status=404,
    )


def _keep_until_sign_in(request: HttpRequest, draft: Draft, step: str) -> None:
    """Put what was typed into the session, encrypted with the key of the draft, until its owner signs in."""
    blob = hide(draft.data_key, {"step": step, "data": typed_in(request.POST)}, "left-open")
    request.session[LEFT_OPEN_KEY] = {"code": draft.code, "blob": blob.hex()}


def typed_before(request: HttpRequest, journey: Journey, step: type[Step]) -> dict[str, list[str]]:
    """What was typed on this page and not saved: before sign-in, or before it was left."""
    kept = request.session.get(LEFT_OPEN_KEY)
    if kept and kept["code"] == journey.draft.code:
        del request.session[LEFT_OPEN_KEY]
        found = reveal(journey.draft.data_key, bytes.fromhex(kept["blob"]), "left-open")
        if found["step"] == step.slug:
            actions.keep_typed(draft=journey.draft, step=step.slug, data=found["data"], by=journey.by)
    return typed_of(journey.draft, step.slug)


def frame(journey: Journey) -> dict[str, Any]:
    """What every page of a request shows around its content."""
    return about(journey.draft, journey.service) | {"journey": journey, "draft": journey.draft}
