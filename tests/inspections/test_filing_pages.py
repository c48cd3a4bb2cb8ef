"""Filing without an account, page by page, and what is refused with which words."""

from __future__ import annotations

import io
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pillow_heif import register_heif_opener

from eservices.cases.keys import plain_key
from eservices.cases.uploads import storage
from inspections import access
from inspections.models import Category, Photo, Report
from inspections.reference import load
from municipalities.current import municipality_scope
from municipalities.models import Municipality, OfferedService, Parameter
from tests.cast import FIXTURES
from tests.factories import relay_all
from tests.inspections.samples import report

GPS = 34853
register_heif_opener()


@pytest.fixture
def taking(kragujevac: Municipality, values: None) -> Municipality:
    """Kragujevac, which takes reports."""
    cache.clear()
    load(FIXTURES)
    OfferedService.objects.create(municipality=kragujevac, service="prijave", since="2021-10-05")
    return kragujevac


def photograph(form: str = "JPEG", *, gps: bool = False) -> bytes:
    picture, exif = Image.new("RGB", (640, 480), "#336699"), Image.Exif()
    if gps:
        place = exif.get_ifd(GPS)
        place[1], place[2], place[3], place[4] = "N", (44.0, 0.0, 50.22), "E", (20.0, 54.0, 41.11)
    target = io.BytesIO()
    picture.save(target, form, exif=exif)
    return target.getvalue()


def begin(client: Client, place: Municipality) -> str:
    """Begin a report; the address of its first page without the page."""
    answer = client.post(reverse("inspections:begin", args=[place.slug]))
    assert answer.status_code == 302
    return re.sub(r"[^/]+/$", "", answer["Location"])


def walk(client: Client, base: str, pages: dict[str, dict[str, object]]) -> str:
    """Answer pages one after another; the address of the last answer."""
    address = ""
    for page, given in pages.items():
        answer = client.post(f"{base}{page}/", given)
        assert answer.status_code == 302, (page, answer.content.decode()[:3000])
        address = answer["Location"]
    return address


WHOLE: dict[str, dict[str, object]] = {
    "fotografije": {},
    "kategorija": {"category": "sao-rupa"},
    "pitanja": {"road": "municipal"},
    "mesto": {"address": "Измишљена 14", "position": "44,0139 20,9114"},
    "opis": {"description": "Рупа дубока пола метра."},
    "ko": {"identity": "known"},
    "kontakt": {"name": "Ана Пробић", "email": "ana.prijava@primer.example", "phone": "064 123 4567"},
}


@pytest.mark.django_db
def test_a_report_is_filed_page_by_page_and_the_sender_gets_number_and_code(
    client: Client, taking: Municipality
) -> None:
    base = begin(client, taking)
    assert walk(client, base, WHOLE).endswith("/provera/")
    shown = client.get(f"{base}provera/").content.decode()
    assert "Рупа дубока пола метра." in shown and "+381641234567" in shown and "На улици или општинском путу" in shown
    done = client.post(f"{base}provera/", follow=True)
    with municipality_scope(taking.pk):
        filed = Report.objects.get()
        assert access.description_of(filed) == "Рупа дубока пола метра." and filed.inspectorate.slug == "saobracajna"
    text = done.content.decode()
    assert filed.number in text and filed.code in text
    assert client.post(f"{base}provera/", follow=True).redirect_chain[-1][0].endswith("/podneto/")
    relay_all()
    assert [letter.to for letter in mail.outbox] == [["ana.prijava@primer.example"]]
    assert filed.code in mail.outbox[0].body and "Рупа" not in f"{mail.outbox[0].body} {mail.outbox[0].subject}"


@pytest.mark.django_db
def test_a_stopper_answer_leads_to_who_is_competent(client: Client, taking: Municipality) -> None:
    base = begin(client, taking)
    address = walk(client, base, {"kategorija": {"category": "sao-rupa"}, "pitanja": {"road": "state"}})
    text = client.get(address).content.decode()
    assert "ЈП Путеви Србије" in text
    assert client.get(f"{base}provera/")["Location"].endswith("/pitanja/")


@pytest.mark.django_db
def test_an_anonymous_sender_is_asked_for_nothing(client: Client, taking: Municipality) -> None:
    base = begin(client, taking)
    pages = {name: given for name, given in WHOLE.items() if name != "kontakt"} | {"ko": {"identity": "anonymous"}}
    assert walk(client, base, pages).endswith("/provera/")
    assert "сачувајте је" in client.get(f"{base}ko/").content.decode()
    client.post(f"{base}provera/")
    with municipality_scope(taking.pk):
        assert Report.objects.get().reporter == b""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "given", "says"),
    [
        ("mesto", {"address": "", "position": ""}, "Напишите где је то, или упишите положај."),
        ("mesto", {"address": "", "position": "52.5 13.4"}, "То место није у овој општини"),
        ("mesto", {"address": "", "position": "негде"}, "Унесите ширину и дужину"),
        ("opis", {"description": " "}, "Напишите бар једном реченицом шта се догађа."),
        ("ko", {}, "Изаберите како желите да пријавите."),
        ("kontakt", {"name": "Ана", "email": "", "phone": ""}, "Оставите е-пошту или телефон"),
    ],
)
def test_wrong_input_is_answered_in_words_and_nothing_typed_is_lost(
    client: Client, taking: Municipality, page: str, given: dict[str, str], says: str
) -> None:
    base = begin(client, taking)
    names = list(WHOLE)
    walk(client, base, {name: WHOLE[name] for name in names[: names.index(page)]})
    answer = client.post(f"{base}{page}/", given)
    text = answer.content.decode()
    assert answer.status_code == 200 and says in text
    assert all(value in text for value in given.values() if value.strip())


@pytest.mark.django_db
def test_nobody_else_opens_an_unfinished_report(client: Client, taking: Municipality) -> None:
    base = begin(client, taking)
    assert Client().get(f"{base}fotografije/").status_code == 404
    assert client.get(f"{base}izmisljeno/").status_code == 404


@pytest.mark.django_db
def test_categories_are_found_in_both_scripts(client: Client, taking: Municipality) -> None:
    base = begin(client, taking)
    for asked in ("Šaht", "шахт"):
        text = client.get(f"{base}kategorija/", {"q": asked}).content.decode()
        assert "kom-saht" in text and "eko-buka-lokal" not in text
    assert "eko-buka-lokal" in client.get(f"{base}kategorija/").content.decode()


@pytest.mark.django_db
def test_a_similar_report_nearby_is_offered_and_supporting_it_files_nothing(
    client: Client, taking: Municipality
) -> None:
    with municipality_scope(taking.pk):
        other = report(taking, "sao-rupa")
    base = begin(client, taking)
    names = ("fotografije", "kategorija", "pitanja", "mesto")
    address = walk(client, base, {name: WHOLE[name] for name in names})
    assert address.endswith("/slicne/") and "И мени смета" in client.get(address).content.decode()
    support = reverse("inspections:support", args=[taking.slug, other.pk])
    for _twice in range(2):
        client.post(support)
    with municipality_scope(taking.pk):
        other.refresh_from_db()
        assert other.supporters == 1 and Report.objects.count() == 1


@pytest.mark.django_db
def test_limits_are_told_with_their_number(client: Client, taking: Municipality) -> None:
    Parameter.objects.filter(code="inspections.device_limit_per_day").update(value=1)
    base = begin(client, taking)
    walk(client, base, WHOLE)
    client.post(f"{base}provera/")
    answer = client.post(reverse("inspections:begin", args=[taking.slug]))
    assert answer.status_code == 429 and "стигло пријава: 1." in answer.content.decode()
    assert Client().post(reverse("inspections:begin", args=[taking.slug])).status_code == 302


@pytest.mark.django_db
def test_a_place_is_read_from_a_photograph_and_forgotten_in_it(client: Client, taking: Municipality) -> None:
    base = begin(client, taking)
    picture = SimpleUploadedFile("slika.jpg", photograph(gps=True), "image/jpeg")
    walk(client, base, {"fotografije": {"photos": picture}, "kategorija": {"category": "kom-kabasti"}})
    assert "44.013950 20.911419" in client.get(f"{base}mesto/").content.decode()
    with municipality_scope(taking.pk):
        photo = Photo.objects.select_related("draft__data_key").get()
        assert photo.draft is not None
        kept = b"".join(storage.open_plain(photo.path, data_key=plain_key(photo.draft.data_key), context=photo.context))
    assert not Image.open(io.BytesIO(kept)).getexif()


HOSTILE = {
    "polyglot": b"GIF89a/*<script>alert(1)</script>*/",
    "truncated": photograph()[:900],
    "page": b"<!doctype html><script>alert(1)</script>",
    "document": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>",
}


def bomb() -> bytes:
    """A picture of 400 million pixels in a few kilobytes."""
    target = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(target, "PNG")
    return target.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [*HOSTILE, "bomb"])
def test_a_hostile_file_is_refused_in_words_and_leaves_nothing(client: Client, taking: Municipality, kind: str) -> None:
    base = begin(client, taking)
    content = bomb() if kind == "bomb" else HOSTILE[kind]
    answer = client.post(
        f"{base}fotografije/", {"photos": SimpleUploadedFile("../../slika.jpg", content, "image/jpeg")}
    )
    assert answer.status_code == 200 and "govuk-error-message" in answer.content.decode()
    with municipality_scope(taking.pk):
        assert not Photo.objects.exists()


@pytest.mark.django_db
def test_a_picture_of_an_iphone_becomes_a_jpeg(client: Client, taking: Municipality) -> None:
    base = begin(client, taking)
    picture = SimpleUploadedFile("IMG_1.HEIC", photograph("HEIF", gps=True), "image/heic")
    walk(client, base, {"fotografije": {"photos": picture}})
    with municipality_scope(taking.pk):
        assert Photo.objects.get().content_type == "image/jpeg"


@pytest.mark.django_db
def test_a_category_that_is_switched_off_is_not_offered(client: Client, taking: Municipality) -> None:
    Category.objects.get(code="kom-groblje").local.create(municipality=taking, enabled=False)
    base = begin(client, taking)
    assert "kom-groblje" not in client.get(f"{base}kategorija/").content.decode()


@pytest.mark.django_db
def test_where_reports_are_not_taken_the_page_says_so(client: Client, kragujevac: Municipality) -> None:
    answer = client.get(reverse("inspections:start", args=[kragujevac.slug]))
    assert answer.status_code == 404 and "још не прима пријаве" in answer.content.decode()
