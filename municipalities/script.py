"""Serbian scripts: Cyrillic to Latin, search keys, sort keys and names for addresses. Pure text functions.

The source of truth is Cyrillic; the other direction does not exist, because Latin is ambiguous (injekcija, nadživeti).
"""

import re
import unicodedata

LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "đ", "е": "e", "ж": "ž", "з": "z", "и": "i",
    "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "ћ": "ć", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "č", "џ": "dž", "ш": "š",
}  # fmt: skip
# Letters of neighbouring and minority alphabets that Unicode cannot take apart into a plain letter and a mark.
FOREIGN_LETTERS = {
    "й": "j", "ё": "jo", "є": "je", "ї": "ji", "і": "i", "ґ": "g", "ѓ": "dj", "ќ": "c", "ѕ": "dz", "щ": "st",
    "ъ": "a", "ы": "i", "ь": "", "э": "e", "ю": "ju", "я": "ja", "ѐ": "e", "ѝ": "i",
    "đ": "dj", "ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i",
}  # fmt: skip
# Serbian letters with a mark, as a search key has them.
MARKED_LETTERS = {"č": "c", "ć": "c", "š": "s", "ž": "z"}
# What follows a Serbian letter with a mark in the sort key: "~" is above every ASCII letter, so č stands after all of c.
SORTED_LETTERS = {
    "dž": "d~",
    "lj": "l~",
    "nj": "n~",
    "č": "c~",
    "ć": "c~~",
    "đ": "d~~",
    "š": "s~",
    "ž": "z~",
}

_CAPITAL_OR_SMALL = str.maketrans(LETTERS | {letter.upper(): latin.capitalize() for letter, latin in LETTERS.items()})
_BOTH_CAPITAL = {"Љ": "LJ", "Њ": "NJ", "Џ": "DŽ"}
_UPPER = "A-ZČĆĐŠŽА-ШЂЈЉЊЋЏ"
_LOWER = "a-zčćđšžа-шђјљњћџ"
_DIGRAPH_AMONG_CAPITALS = re.compile(rf"[ЉЊЏ](?=[{_UPPER}])|(?<=[{_UPPER}])[ЉЊЏ](?![{_LOWER}])")
_PLAIN = str.maketrans(FOREIGN_LETTERS | MARKED_LETTERS)
_SORTED = re.compile("|".join(SORTED_LETTERS))
_NOT_A_KEY_CHARACTER = re.compile(r"[^a-z0-9]+")
_NOT_A_SORT_CHARACTER = re.compile(r"[^a-z0-9~]+")


def to_latin(text: str) -> str:
    """Serbian Cyrillic letters of ``text`` in Latin; everything else (Latin, tags, ``%(name)s``, ``{}``) untouched.

    Љ, Њ and Џ become two capitals inside a word of capitals (ЉУБАВ: LJUBAV) and one capital elsewhere (Љубав: Ljubav;
    the initial Њ.: Nj.).
    """
    if text.isascii():
        return text
    return _DIGRAPH_AMONG_CAPITALS.sub(lambda found: _BOTH_CAPITAL[found[0]], text).translate(_CAPITAL_OR_SMALL)


def fold(text: str) -> str:
    """Search key: lower-case ASCII words with single spaces, the same for every spelling of a name.

    Ђорђе, Đorđe and Djordje give ``djordje``; č and ć give ``c``, dž gives ``dz``. Minority letters lose their marks
    (Kőrösi: ``korosi``). The query is folded the same way as the stored text. Text without letters or digits gives "".
    """
    latin = text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_CAPITAL_OR_SMALL)
    return _NOT_A_KEY_CHARACTER.sub(" ", _ascii(latin.lower())).strip()


def sort_key(text: str) -> str:
    """ASCII key whose byte order is the Serbian alphabet: a b c č ć d dž đ e … l lj m n nj o … s š … z ž.

    Both scripts give the same key, upper and lower case too; punctuation and spaces sort before digits, digits before
    letters. Cyrillic is brought to Latin first, so the few words with a separate n and j or d and ž (инјекција) sort by
    their Latin spelling. The key is for ordering only: different texts may share one.
    """
    marked = _SORTED.sub(lambda found: SORTED_LETTERS[found[0]], _lower_latin(text))
    return _NOT_A_SORT_CHARACTER.sub(" ", _ascii(marked)).strip()


def slug(text: str) -> str:
    """Part of an address: ``Стара Пазова`` gives ``stara-pazova``; "" when nothing can be kept."""
    return fold(text).replace(" ", "-")


def _lower_latin(text: str) -> str:
    """One spelling before keys are made: composed letters, ligatures such as ǆ opened, Latin, lower case."""
    return to_latin(unicodedata.normalize("NFKC", text)).lower().replace("~", " ")


def _ascii(text: str) -> str:
    """Known letters by table, then every mark that Unicode can take off another letter."""
    plain = text.translate(_PLAIN)
    if plain.isascii():
        return plain
    return "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
