"""A picture keeps its pixels and loses everything else."""

from io import BytesIO

import pytest
from PIL import Image

from eservices.cases.uploads.images import CleanImage, clean_image
from eservices.cases.uploads.kinds import ImageKind
from eservices.cases.uploads.refusals import Refused
from tests.eservices.cases.uploads import samples


def reopened(cleaned: CleanImage) -> Image.Image:
    image = Image.open(BytesIO(cleaned.content))
    image.load()
    return image


def brightness(image: Image.Image, at: tuple[int, int]) -> int:
    """0 is black, 255 white."""
    return image.convert("L").crop((*at, at[0] + 1, at[1] + 1)).tobytes()[0]


def refusal(content: bytes, kind: ImageKind) -> Refused:
    with pytest.raises(Refused) as caught:
        clean_image(content, kind)
    return caught.value


@pytest.mark.parametrize(
    ("kind", "image_format", "media_type"),
    [
        ("jpeg", "JPEG", "image/jpeg"),
        ("png", "PNG", "image/png"),
        ("heif", "HEIF", "image/jpeg"),
        ("webp", "WEBP", "image/jpeg"),
    ],
)
def test_each_kind_leaves_as_a_browser_can_show_it(kind: ImageKind, image_format: str, media_type: str) -> None:
    cleaned = clean_image(samples.encoded(samples.picture(), image_format), kind)
    assert (cleaned.media_type, cleaned.width, cleaned.height) == (media_type, 120, 80)
    assert Image.MIME[reopened(cleaned).format or ""] == media_type


def test_place_maker_and_comment_are_gone() -> None:
    content = samples.jpeg_with_place_and_comment()
    assert b"SECRET COMMENT" in content
    cleaned = clean_image(content, "jpeg")
    image = reopened(cleaned)
    assert b"SECRET" not in cleaned.content
    assert b"Exif" not in cleaned.content
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_text_of_a_png_is_gone() -> None:
    from_scanner = samples.picture()
    from_scanner.info["comment"] = "SECRET"
    cleaned = clean_image(samples.encoded(from_scanner, "PNG", exif=samples.picture().getexif()), "png")
    assert not reopened(cleaned).info


@pytest.mark.parametrize(("orientation", "size"), [(1, (120, 80)), (3, (120, 80)), (6, (80, 120)), (8, (80, 120))])
def test_the_picture_stands_as_the_camera_was_held(orientation: int, size: tuple[int, int]) -> None:
    image = reopened(clean_image(samples.jpeg_with_place_and_comment(orientation), "jpeg"))
    assert image.size == size
    dark = {1: (10, 40), 3: (110, 40), 6: (40, 10), 8: (40, 110)}[orientation]
    assert brightness(image, dark) < 60


def test_a_large_picture_is_made_smaller() -> None:
    cleaned = clean_image(samples.encoded(samples.picture((6000, 1500)), "JPEG"), "jpeg")
    assert (cleaned.width, cleaned.height) == (4000, 1000)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_png_mode_keeps_its_picture(mode: str) -> None:
    image = samples.picture(mode="L")
    source = (
        image.convert("I").point(lambda level: level * 256).convert("I;16") if mode == "I;16" else image.convert(mode)
    )
    image = reopened(clean_image(samples.encoded(source, "PNG"), "png"))
    assert brightness(image, (10, 40)) < 60 < 180 < brightness(image, (110, 40))


def test_a_cmyk_jpeg_becomes_rgb() -> None:
    assert reopened(clean_image(samples.encoded(samples.picture(mode="CMYK"), "JPEG"), "jpeg")).mode == "RGB"


def test_a_png_photograph_becomes_a_jpeg_on_white_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eservices.cases.uploads.images.PNG_BYTES_LIMIT", 10)
    cleaned = clean_image(samples.encoded(Image.new("RGBA", (50, 50)), "PNG"), "png")
    assert cleaned.media_type == "image/jpeg"
    assert reopened(cleaned).getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(1, 65535), (65535, 1), (10, 10), (20_001, 100)])
def test_a_sliver_or_a_speck_is_refused(size: tuple[int, int]) -> None:
    refused = refusal(samples.encoded(Image.new("L", size), "PNG"), "png")
    assert (refused.code, refused.values) == ("image_shape", {"width": size[0], "height": size[1]})


@pytest.mark.parametrize("size", [(7100, 7100), (12_000, 12_000), (14_000, 14_000)])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    assert refusal(samples.encoded(Image.new("1", size), "PNG"), "png").code == "image_too_large"


@pytest.mark.parametrize("kind", ["jpeg", "png", "heif", "webp"])
def test_a_cut_picture_is_refused(kind: ImageKind) -> None:
    whole = samples.encoded(
        Image.effect_noise((200, 200), 50).convert("RGB"), "HEIF" if kind == "heif" else kind.upper()
    )
    assert refusal(whole[: len(whole) // 2], kind).code == "image_damaged"


def test_another_kind_than_promised_is_refused() -> None:
    assert refusal(samples.encoded(samples.picture(), "GIF"), "jpeg").code == "image_damaged"


@pytest.mark.parametrize("kind", ["jpeg", "png", "heif", "webp"])
def test_no_damage_raises_anything_but_a_refusal(kind: ImageKind) -> None:
    whole = samples.encoded(samples.picture(), "HEIF" if kind == "heif" else kind.upper())
    for content in samples.damaged(whole, times=150, seed=1):
        try:
            assert clean_image(content, kind).content
        except Refused:
            continue
