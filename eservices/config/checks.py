"""System checks of the composition root: a misconfiguration has an id, a sentence and a remedy.

E001-E004, E007-E009 and E011 read settings and libraries and run with every command; E005, E006 and E010 ask the database and
run with ``check --deploy --database default`` only, so that they never stand in the way of the migration that mends
them. Most hold for production alone: a local portal is allowed its demo people. ``manage.py start`` asks them all.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import ProgrammingError, connections, transaction

from eservices.config.system_libraries import missing_packages, remedy

SHORTEST_SECRET = 50  # characters, as Django's own check of the secret key
MASTER_KEY_BYTES = 32  # AES-256
TENANT_COLUMN = "municipality_id"

Apps = Sequence[AppConfig] | None


@register(Tags.security)
def debug_is_off(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """E001: error pages of DEBUG show settings and personal data."""
    if not settings.PRODUCTION or not settings.DEBUG:
        return []
    return [Error("DEBUG is on in production.", hint="Remove DEBUG from the environment.", id="portal.E001")]


@register(Tags.security)
def secrets_are_own(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """E002: sessions and resume links are only as good as the secret key."""
    secret = settings.SECRET_KEY
    if not settings.PRODUCTION or (len(secret) >= SHORTEST_SECRET and "insecure" not in secret):
        return []
    return [
        Error(
            f"SECRET_KEY is a default one or shorter than {SHORTEST_SECRET} characters.",
            hint="Set SECRET_KEY to the output of: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'",
            id="portal.E002",
        )
    ]


@register(Tags.security)
def master_key_exists(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """E003: answers and files are encrypted under it."""
    keys = settings.MASTER_KEYS
    if keys and all(len(key) == MASTER_KEY_BYTES for _, key in keys):
        return []
    return [
        Error(
            "MASTER_KEYS names no key of 32 bytes, so answers and files cannot be encrypted.",
            hint="Set MASTER_KEYS to name:key, where key is the output of: openssl rand -base64 32; keep it in a safe, "
            "because without it the stored answers cannot be read.",
            id="portal.E003",
        )
    ]


@register(Tags.security)
def site_address_is_https(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """E007: links in mail and in decisions lead there."""
    if not settings.PRODUCTION or urlsplit(settings.SITE_ADDRESS).scheme == "https":
        return []
    return [
        Error(
            f"SITE_ADDRESS is {settings.SITE_ADDRESS}, which is not an https address.",
            hint="Set SITE_ADDRESS to the public address, for example https://eusluge.example.",
            id="portal.E007",
        )
    ]


@register(Tags.security)
def simulator_is_off(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """E008: the register simulator invents what it answers."""
    if not settings.PRODUCTION or not settings.REGISTER_SIMULATOR_URL:
        return []
    return [
        Error(
            "The register simulator answers instead of state registers.",
            hint="Remove REGISTER_SIMULATOR_URL and name the real registers in REGISTERS.",
            id="portal.E008",
        )
    ]


@register(Tags.compatibility)
def tiles_can_be_asked_for(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """E011: a wrong address shows an empty map, and tiles without the name of their makers break their licence."""
    template = settings.MAP_TILES_URL
    if not template:
        return []
    complete = all(part in template for part in ("{z}", "{x}", "{y}"))
    if complete and template.startswith(("https://", "/")) and settings.MAP_TILES_ATTRIBUTION:
        return []
    return [
        Error(
            "MAP_TILES_URL is no https address with {z}, {x} and {y}, or MAP_TILES_ATTRIBUTION is empty.",
            hint="Set both, for example https://tiles.example/{z}/{x}/{y}.png and the names that its licence asks for.",
            id="portal.E011",
        )
    ]


@register(Tags.compatibility)
def pango_is_installed(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """E009: decisions are made by WeasyPrint, which draws with Pango."""
    missing = missing_packages()
    return [Error("Libraries of Pango are missing.", hint=remedy(missing), id="portal.E009")] if missing else []


@register(Tags.security)
def demo_is_off(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """E004: demo people have a password that everybody knows; the setting alone, see E010 for the people."""
    if not settings.PRODUCTION or not settings.DEMO_LOGINS:
        return []
    return [Error("DEMO_LOGINS is on in production.", hint="Remove DEMO_LOGINS.", id="portal.E004")]


@register(Tags.database, deploy=True)
def role_is_bound(app_configs: Apps, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """E005: a superuser, or a role with BYPASSRLS, sees every municipality whatever the policies say."""
    rows = _ask(
        databases, "SELECT current_user FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
    )
    return [
        Error(
            f"The database role {role} is not bound by row-level security.",
            hint="Connect as a role made by eservices/config/roles.sql, such as portal_app.",
            id="portal.E005",
        )
        for (role,) in rows
    ]


@register(Tags.database, deploy=True)
def tenant_tables_are_forced(
    app_configs: Apps, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """E006: every table of a case belongs to one municipality, and the database itself must keep them apart."""
    rows = _ask(
        databases,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s) "
        "AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname",
        [tenant_tables()],
    )
    return [
        Error(
            f"Row-level security is not forced on the table {table}.",
            hint="Add municipalities.row_security.KeepMunicipalitiesApart to a migration of its app and migrate.",
            id="portal.E006",
        )
        for (table,) in rows
    ]


@register(Tags.database, deploy=True)
def demo_people_are_gone(
    app_configs: Apps, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """E010: nobody can sign in to production with a published password."""
    if not settings.PRODUCTION:
        return []
    table = get_user_model()._meta.db_table
    question = f"SELECT count(*) FROM {table} WHERE is_demo AND is_active HAVING count(*) > 0"  # noqa: S608 own table
    rows = _ask(databases, question)
    return [
        Error(
            f"Demo people can sign in with published passwords: {count} active accounts.",
            hint="Deactivate them in the admin, or begin production with an empty database.",
            id="portal.E010",
        )
        for (count,) in rows
    ]


def tenant_tables() -> list[str]:
    """Tables that hold personal data of one municipality's cases; accounts of floor 1 belong to no single one."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if not model.__module__.startswith("municipalities.")
        and getattr(getattr(model, "Privacy", None), "personal", None)
        and any(field.column == TENANT_COLUMN for field in model._meta.local_concrete_fields)
    )


def _ask(databases: Sequence[str] | None, question: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Rows of every database being checked; a table that is not there yet answers nothing, migrations come first."""
    rows: list[tuple[Any, ...]] = []
    for alias in databases or ():
        try:
            with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
                cursor.execute(question, parameters)
                rows += cursor.fetchall()
        except ProgrammingError:
            continue
    return rows
