"""Pages of the institution's commission: the board of a competition, checking a request, deciding an objection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases.access import Desk
from eservices.cases.actions.intake import answers_of
from eservices.cases.desk.frames import frame
from eservices.cases.keys import reveal_text
from eservices.cases.service import Text
from eservices.services.e_kindergarten import access, actions, facts, labels
from eservices.services.e_kindergarten.desk_forms import CheckForm, ObjectionDecisionForm
from eservices.services.e_kindergarten.explanation import points
from eservices.services.e_kindergarten.models import Application, Competition, LetterRun, Objection, Ranking
from eservices.services.e_kindergarten.phases import NotInThisPhase, Phase, steps_in
from eservices.services.e_kindergarten.request import Request
from municipalities.accounts.roles import Permission

READ_AND_SEND = ["GET", "HEAD", "POST"]
APPLICATIONS_A_PAGE = 100
SIGNERS = frozenset({"publish_preliminary", "publish_final", "start_contracts", "finish"})
"""Steps of the head of the commission."""
REFUSALS: dict[str, Text] = {
    "no-places": _("Унесите бар једно место у некој групи, па распишите конкурс."),
    "unknown-age-group": _("Нека узрасна група не постоји у правилима овог конкурса. Исправите места по групама."),
    "still-open": _("Пријаве још нису закључене. Рангира се тек после последње секунде рока."),
    "running": _("Рангирање је већ у току. Сачекајте да се заврши."),
    "not-ranked": _("Прво рангирајте децу."),
    "same-person": _("Листу објављује друга особа, а не она која је покренула рангирање (четири ока)."),
    "changed-since": _("После рангирања су се подаци променили. Рангирајте поново, па објавите."),
    "term-runs": _("Рок за приговоре још тече. Коначна листа се објављује после њега."),
    "objections-open": _("Нису решени сви приговори."),
    "list-is-final": _("Листа је коначна, па се утврђени подаци више не мењају."),
    "already-decided": _("О овом приговору је већ одлучено."),
    "outdated": _("У међувремену је одлучено о другој пријави и исход је другачији. Погледајте нову симулацију."),
    "no-contracts-now": _("Уговори се сада не закључују."),
    "no-place": _("Ово дете сада нема место за које се закључује уговор."),
    "place-taken": _("Последње место у тој групи је управо попуњено."),
    "letters-running": _("Обавештења се управо израђују. Сачекајте да се заврши."),
    "no-letters": _("Сада нема обавештења за израду."),
    "contracts-open": _("Неки уговори још нису ни закључени ни препуштени."),
}
OBSTACLES: dict[str, Text] = {
    "duplicate": _("Два захтева за исто дете: %(numbers)s. Каснији одбаците закључком, па рангирајте поново."),
    "amendment": _("Захтеви који чекају допуну: %(numbers)s. Сачекајте допуну или истек рока."),
}


LEFT: dict[str, Text] = {
    "checking": _("одговори регистара се још проверавају"),
    "changed": _("регистар сада наводи нешто друго; погледајте предмет"),
    "rules": _("обавештење не може да се састави; отворите предмет"),
    "moved": _("предмет се у међувремену променио"),
}
"""Why a case got no letter."""
LETTERS = {"predlozi": LetterRun.Kind.PROPOSE, "izdaj": LetterRun.Kind.ISSUE}


def _attempt(request: HttpRequest, act: Callable[[], Any], done: Text) -> bool:
    """Carry out an act and say what came of it."""
    try:
        act()
    except actions.NotNow as refused:
        messages.warning(request, str(REFUSALS[refused.code]))
    except NotInThisPhase as refused:
        text = translate("Конкурс је сада у фази „%(phase)s“, у којој то није могуће.")
        messages.warning(request, text % {"phase": labels.PHASES[refused.phase]})
    else:
        messages.success(request, str(done))
        return True
    return False


# -- board -------------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The competition on one screen: phase, next steps, rankings, lists, objections, contracts, requests."""
    desk = access.commission(request)
    competition = access.competition_at(desk, pk)
    ranking = competition.rankings.first()
    written = competition.letter_runs.select_related("asked_by").first()
    running = ranking is not None and ranking.state in (Ranking.State.WAITING, Ranking.State.RUNNING)
    rows = competition.applications.select_related("case", "place__kindergarten")
    page = Paginator(rows, APPLICATIONS_A_PAGE).get_page(request.GET.get("strana"))
    _show_where_listed(competition, ranking, page.object_list)
    context = frame(
        request,
        competition.title,
        competition=competition,
        phase=labels.PHASES[Phase(competition.phase)],
        moment=labels.MOMENTS[competition.moment(timezone.now())],
        buttons=_buttons(desk, competition),
        ranking=ranking,
        running=running or (written is not None and written.finished_at is None),
        written=written,
        left=[{"number": row["number"], "why": LEFT[row["code"]]} for row in written.left] if written else [],
        obstacles=[_obstacle(row) for row in ranking.obstacles] if ranking else [],
        publications=competition.publications.order_by("published_at"),
        objections=_objections(competition),
        counts=_counts(competition),
        page=page,
        confirmed=competition.scheme.get("confirmed", False),
        may_sign=access.is_member(desk.user, desk.municipality_id, Permission.APPROVE_DECISIONS),
        contracts=Phase(competition.phase) is Phase.CONTRACTS,
        letters=Phase(competition.phase) in (Phase.FINAL, Phase.CONTRACTS, Phase.FINISHED),
    )
    return render(request, "admin/e_kindergarten/board.html", context)


def _show_where_listed(competition: Competition, ranking: Ranking | None, rows: Any) -> None:
    """Give each request of the page its rank, points and kindergarten: of the final list, until then of the latest one."""
    names = {quota.code: quota.kindergarten.name for quota in competition.quotas.select_related("kindergarten")}
    lines = {line["code"]: line for line in ranking.lines} if ranking else {}
    for row in rows:
        line = lines.get(row.code)
        if row.outcome != Application.Outcome.FILED:
            name = row.place.kindergarten.name if row.place else ""
            row.listed = {"rank": row.rank, "points": points(row.points), "place": name}
        elif line:
            row.listed = {"rank": line["rank"], "points": points(line["points"]), "place": names.get(line["place"], "")}


def _buttons(desk: Desk, competition: Competition) -> list[dict[str, Any]]:
    signs = access.is_member(desk.user, desk.municipality_id, Permission.APPROVE_DECISIONS)
    steps = [step for step in steps_in(Phase(competition.phase)) if signs or step not in SIGNERS]
    return [{"step": step, "label": labels.STEPS[step]} for step in steps]


def _obstacle(row: dict[str, Any]) -> str:
    return str(OBSTACLES[row["code"]]) % {"numbers": ", ".join(row["numbers"])}


def _objections(competition: Competition) -> Any:
    rows = Objection.objects.filter(application__competition=competition)
    return rows.select_related("application__case").order_by("state", "due_on")


def _counts(competition: Competition) -> list[tuple[str, int]]:
    found = dict(competition.applications.order_by().values_list("outcome").annotate(number=Count("pk")))
    return [(str(outcome.label), found[outcome.value]) for outcome in Application.Outcome if outcome.value in found]


def _publish(stage: str) -> Callable[..., Any]:
    def run(*, competition: Competition, by: Any) -> None:
        actions.publish_list(competition=competition, stage=stage, by=by)

    return run


STEPS: dict[str, tuple[Callable[..., Any], Text]] = {
    "announce": (actions.announce, _("Конкурс је расписан.")),
    "rank": (actions.ask_ranking, _("Рангирање је покренуто. Страна се сама освежава док траје.")),
    "publish_preliminary": (_publish("preliminary"), _("Прелиминарна листа је објављена и рок за приговор тече.")),
    "publish_final": (_publish("final"), _("Коначна листа је објављена.")),
    "start_contracts": (actions.start_contracts, _("Родитељи су позвани да закључе уговоре.")),
    "finish": (actions.finish, _("Конкурс је завршен.")),
}


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of the competition."""
    if step not in STEPS:
        raise Http404
    desk = access.commission(request, Permission.APPROVE_DECISIONS if step in SIGNERS else Permission.PROCESS_CASES)
    competition = access.competition_at(desk, pk)
    act, done = STEPS[step]
    _attempt(request, lambda: act(competition=competition, by=desk.user), done)
    return redirect("admin:e_kindergarten_competition_board", pk)


@require_POST
def letters(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Let notices to all be proposed, or those issued that somebody else proposed."""
    kind = LETTERS.get(what)
    if kind is None:
        raise Http404
    issues = kind is LetterRun.Kind.ISSUE
    desk = access.commission(request, Permission.APPROVE_DECISIONS if issues else Permission.PROCESS_CASES)
    competition = access.competition_at(desk, pk)
    done = _("Израда обавештења је покренута. Страна се сама освежава док траје.")
    _attempt(request, lambda: actions.ask_letters(competition=competition, kind=kind, by=desk.user), done)
    return redirect("admin:e_kindergarten_competition_board", pk)


@require_POST
def contract(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Note a concluded contract, or let a place go down the list."""
    desk = access.commission(request)
    application = access.application_at(desk, pk)
    if what == "zakljucen":
        _attempt(
            request, lambda: actions.sign_contract(application=application, by=desk.user), _("Уговор је забележен.")
        )
    elif what == "prepusten":
        done = _("Место је препуштено; добија га прво дете са листе које га жели.")
        _attempt(request, lambda: actions.lapse_contract(application=application, by=desk.user), done)
    else:
        raise Http404
    return redirect("admin:e_kindergarten_competition_board", application.competition_id)


# -- a request ---------------------------------------------------------------------------------------------------------
def _check_form(application: Application, data: Any) -> CheckForm:
    request = Request.read(answers_of(application.case))
    found = facts.established(application)
    initial: dict[str, Any] = {
        "birth_order": found.get("birth_order", request.birth_order),
        "attended": found.get("attended", request.attended),
        "sibling": found.get("sibling", request.sibling),
    }
    words = {True: "yes", False: "no"}
    initial |= {f"claim-{slug}": words[held] for slug, held in found.get("claims", {}).items()}
    initial |= {f"work-{number}": words[held] for number, held in found.get("work", {}).items()}
    return CheckForm(data, claims=request.claims, parents=len(request.works), initial=initial)


@never_cache
@require_http_methods(READ_AND_SEND)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What the commission establishes about a request: claims, work, the institution's own records."""
    desk = access.commission(request)
    application = access.application_at(desk, pk)
    form = _check_form(application, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = _attempt(
            request,
            lambda: actions.check_application(application=application, established=form.established(), by=desk.user),
            _("Утврђени подаци су сачувани."),
        )
        if done:
            return redirect("admin:e_kindergarten_competition_board", application.competition_id)
    context = frame(request, translate("Провера доказа"), application=application, form=form)
    return render(request, "admin/e_kindergarten/check.html", context)


# -- an objection ------------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(READ_AND_SEND)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Simulate what accepting would change, then decide; the decision needs the simulation that was seen."""
    desk = access.commission(request)
    row = access.objection_at(desk, pk)
    application = row.application
    posted = request.POST if request.method == "POST" else None
    change = _check_form(application, posted)
    decides = posted is not None and "decide" in posted
    verdict = ObjectionDecisionForm(posted if decides else None)
    effect = None
    if posted is not None and change.is_valid():
        effect = facts.simulate(application, change.established())
        if decides and verdict.is_valid() and _decide(request, desk, row, change, verdict):
            return redirect("admin:e_kindergarten_competition_board", application.competition_id)
    key = application.case.data_key
    context = frame(
        request,
        translate("Приговор на листу"),
        objection=row,
        application=application,
        text=reveal_text(key, row.text, "kindergarten-objection"),
        reason=reveal_text(key, row.reason, "kindergarten-reason"),
        form=change,
        verdict=verdict,
        effect=_effect_words(effect),
        seen=effect.list_sha256 if effect else "",
        open=row.state == Objection.State.FILED,
    )
    return render(request, "admin/e_kindergarten/objection.html", context)


def _decide(
    request: HttpRequest, desk: Desk, row: Objection, change: CheckForm, verdict: ObjectionDecisionForm
) -> bool:
    given = verdict.cleaned_data
    return _attempt(
        request,
        lambda: actions.decide_objection(
            objection=row,
            verdict=given["verdict"],
            reason=given["reason"],
            instead=change.established(),
            seen=request.POST.get("seen", ""),
            by=desk.user,
        ),
        _("Одлука је забележена и родитељ је обавештен. Рангирајте поново пре коначне листе."),
    )


def _effect_words(effect: facts.Effect | None) -> dict[str, Any] | None:
    if effect is None:
        return None

    def line(row: dict[str, Any]) -> str:
        place = row["place"] or translate("листа чекања")
        text = translate("%(rank)s. место, %(points)s бодова, %(place)s")
        return text % {"rank": row["rank"], "points": points(row["points"]), "place": place}

    return {
        "before": line(effect.before),
        "after": line(effect.after),
        "better": effect.better,
        "worse": effect.worse,
        "changes": effect.changes,
    }


def board_address(competition: Competition) -> str:
    """Address of the board."""
    return reverse("admin:e_kindergarten_competition_board", args=[competition.pk])
