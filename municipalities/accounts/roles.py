"""Roles, readable by somebody who does not program: what each may do, in which place.

A permission is a verb on cases or reports; a role is a set of permissions. Where it holds is said by the membership
(municipality and services).
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """What a role lets a person do with the cases and reports of a municipality."""

    VIEW_CASES = "view_cases"
    PROCESS_CASES = "process_cases"
    ASSIGN_CASES = "assign_cases"
    APPROVE_DECISIONS = "approve_decisions"
    OPEN_RESTRICTED = "open_restricted"
    ARCHIVE = "archive"
    PREPARE_DISPOSAL = "prepare_disposal"
    REVIEW_DISPOSAL = "review_disposal"
    VIEW_REGISTRY = "view_registry"
    RESERVE_NUMBERS = "reserve_numbers"
    CONFIGURE = "configure"
    MANAGE_MEMBERS = "manage_members"
    VIEW_EXCHANGE_LOG = "view_exchange_log"
    COMPARE_MUNICIPALITIES = "compare_municipalities"
    CONFIRM_INDEX = "confirm_index"
    VIEW_REPORTS = "view_reports"
    TRIAGE_REPORTS = "triage_reports"
    INSPECT = "inspect"
    LEAD_INSPECTIONS = "lead_inspections"
    PUBLISH_DATA = "publish_data"
    VIEW_FIGURES = "view_figures"
    RUN_PARTICIPATION = "run_participation"
    DECIDE_PARTICIPATION = "decide_participation"
    RUN_CAMPAIGN = "run_campaign"


class Role:
    """A role; subclasses say what it is for and what it may do."""

    title: str | Promise
    description: str | Promise
    permissions: frozenset[Permission] = frozenset()
    everywhere = False
    kinds: frozenset[str] = frozenset()
    """Services or inspectorates the role is about; a membership that names its own goes before them. Empty: all."""


class Clerk(Role):
    """Службеник који води предмете."""

    title = _("Службеник")
    description = _("Води предмете: прима, тражи допуну, прибавља податке, предлаже одлуку.")
    permissions = frozenset({Permission.VIEW_CASES, Permission.PROCESS_CASES, Permission.VIEW_REGISTRY})


class Approver(Role):
    """Руководилац који потписује."""

    title = _("Руководилац")
    description = _("Додељује предмете, резервише бројеве, одобрава и издаје одлуке које је предложио други службеник.")
    permissions = frozenset(
        {
            Permission.VIEW_CASES,
            Permission.PROCESS_CASES,
            Permission.ASSIGN_CASES,
            Permission.APPROVE_DECISIONS,
            Permission.VIEW_REGISTRY,
            Permission.RESERVE_NUMBERS,
            Permission.VIEW_FIGURES,
            Permission.RUN_PARTICIPATION,
            Permission.DECIDE_PARTICIPATION,
        }
    )


class CommissionMember(Role):
    """Члан комисије: чита и осетљиве документе својих предмета, не води их."""

    title = _("Члан комисије")
    description = _("Чита предмете услуга за које је именован, и њихове осетљиве документе уз разлог. Не води их.")
    permissions = frozenset({Permission.VIEW_CASES, Permission.OPEN_RESTRICTED})


class RegistryKeeper(Role):
    """Референт писарнице: саставља листе за излучивање и примопредају, не чита предмете."""

    title = _("Референт писарнице")
    description = _("Води уписник и саставља листе за излучивање и примопредају. Не чита предмете.")
    permissions = frozenset({Permission.VIEW_REGISTRY, Permission.PREPARE_DISPOSAL})


class DisposalReviewer(Role):
    """Члан комисије за излучивање: прегледа листе, не чита предмете."""

    title = _("Члан комисије за излучивање")
    description = _("Прегледа листе за излучивање и примопредају које је саставио неко други. Не чита предмете.")
    permissions = frozenset({Permission.VIEW_REGISTRY, Permission.REVIEW_DISPOSAL})


class Archivist(Role):
    """Архивар."""

    title = _("Архивар")
    description = _(
        "Архивира коначне предмете, брине о роковима чувања и забранама излучивања, одобрава листе које су саставиле и "
        "прегледале друге две особе."
    )
    permissions = frozenset({Permission.VIEW_REGISTRY, Permission.ARCHIVE})


class MunicipalAdministrator(Role):
    """Администратор општине: подешава, не чита предмете."""

    title = _("Администратор општине")
    description = _("Подешава услуге, параметре, шалтере и чланове своје општине. Не чита предмете.")
    permissions = frozenset(
        {Permission.CONFIGURE, Permission.MANAGE_MEMBERS, Permission.PUBLISH_DATA, Permission.VIEW_FIGURES}
    )


class DataEditor(Role):
    """Уредник отворених података: припрема и објављује скупове, не чита предмете."""

    title = _("Уредник отворених података")
    description = _("Припрема и објављује скупове података, потврђује налазе другог уредника. Не чита предмете.")
    permissions = frozenset({Permission.PUBLISH_DATA})


class Auditor(Role):
    """Лице за заштиту података или ревизор."""

    title = _("Ревизор")
    description = _("Види ко је када отварао предмете и питао регистре, без садржаја предмета.")
    permissions = frozenset({Permission.VIEW_EXCHANGE_LOG, Permission.VIEW_REGISTRY})


class ParticipationEditor(Role):
    """Уредник учешћа грађана."""

    title = _("Уредник учешћа грађана")
    description = _("Води јавне расправе, иницијативе, анкете и дебате: текст, одговоре, модерацију. Не види предмете.")
    permissions = frozenset({Permission.RUN_PARTICIPATION})


class SctmAnalyst(Role):
    """Аналитичар СКГО."""

    title = _("Аналитичар СКГО")
    description = _(
        "Пореди збирне податке свих општина и потврђује њихове одговоре за индекс е-управе. Не види предмете."
    )
    permissions = frozenset({Permission.COMPARE_MUNICIPALITIES, Permission.CONFIRM_INDEX})
    everywhere = True


class CampaignOrganiser(Role):
    """Организатор кампање СКГО."""

    title = _("Организатор кампање")
    description = _("Води кампању „Да кликнемо заједно“ за све општине: вести, промоције, такмичење. Не види предмете.")
    permissions = frozenset({Permission.RUN_CAMPAIGN})
    everywhere = True


class Dispatcher(Role):
    """Диспечер пријава: прима, разврстава и упућује; не врши надзор и не види ко је заштићени подносилац."""

    title = _("Диспечер пријава")
    description = _("Разврстава пријаве грађана, додељује их инспекторима и уступа другима. Не врши надзор.")
    permissions = frozenset({Permission.VIEW_REPORTS, Permission.TRIAGE_REPORTS})


class Inspector(Role):
    """Инспектор; подврсте кажу које инспекције. Ко покрива више инспекција има више чланстава."""

    permissions = frozenset({Permission.VIEW_REPORTS, Permission.TRIAGE_REPORTS, Permission.INSPECT})


class CommunalInspector(Inspector):
    """Комунални инспектор."""

    title = _("Комунални инспектор")
    description = _("Води пријаве комуналне инспекције: тражи допуну, врши надзор, сачињава записник, окончава.")
    kinds = frozenset({"komunalna"})


class TrafficInspector(Inspector):
    """Саобраћајни инспектор."""

    title = _("Саобраћајни инспектор")
    description = _("Води пријаве саобраћајне инспекције: локални превоз и општински путеви.")
    kinds = frozenset({"saobracajna"})


class EnvironmentInspector(Inspector):
    """Инспектор за заштиту животне средине."""

    title = _("Инспектор за заштиту животне средине")
    description = _("Води пријаве инспекције за заштиту животне средине.")
    kinds = frozenset({"zivotna-sredina"})


class HeadOfInspections(Role):
    """Руководилац инспекција: види и заштићене подносиоце, одлучује о поновном отварању."""

    title = _("Руководилац инспекција")
    description = _("Распоређује пријаве свих инспекција, види заштићене подносиоце, одлучује о поновном отварању.")
    permissions = frozenset(
        {Permission.VIEW_REPORTS, Permission.TRIAGE_REPORTS, Permission.INSPECT, Permission.LEAD_INSPECTIONS}
    )


ROLES: dict[str, type[Role]] = {
    "clerk": Clerk,
    "approver": Approver,
    "commission": CommissionMember,
    "registry": RegistryKeeper,
    "disposal": DisposalReviewer,
    "archivist": Archivist,
    "administrator": MunicipalAdministrator,
    "data-editor": DataEditor,
    "auditor": Auditor,
    "participation-editor": ParticipationEditor,
    "sctm": SctmAnalyst,
    "campaign": CampaignOrganiser,
    "dispatcher": Dispatcher,
    "communal-inspector": CommunalInspector,
    "traffic-inspector": TrafficInspector,
    "environment-inspector": EnvironmentInspector,
    "head-of-inspections": HeadOfInspections,
}
