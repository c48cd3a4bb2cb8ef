"""What a register looks like to the portal, and the list of the registers that the portal knows.

An adapter is one small file in `adapters`: a request, an answer (frozen dataclasses) and a `Source` that reads the
register's JSON into the answer and refuses what cannot be true.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.utils.functional import Promise

from eservices.exchange.errors import RegisterWrongAnswer
from eservices.exchange.reading import Fields

OFFICIAL_DUTY = "Закон о општем управном поступку, чл. 9. став 3. и чл. 103"
"""The duty to obtain data from official records oneself, common to all registers."""


class RegisterRequest(Protocol):
    """A question to a register."""

    @property
    def subject(self) -> str:
        """Whom or what the question is about: JMBG, registration number, parcel. Never logged in the clear."""

    def payload(self) -> dict[str, Any]:
        """The question as JSON values; sent in the body of a POST, never in an address."""


RequestT = TypeVar("RequestT", bound=RegisterRequest)
DataT = TypeVar("DataT")


class Source(ABC, Generic[RequestT, DataT]):
    """One state register.

    `name` is the key in ``settings.REGISTERS``; `label` and `holds` are shown to citizens and officers; `legal_basis`
    is the rule that usually allows asking, used when the caller names none.
    """

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    holds: ClassVar[str | Promise]
    legal_basis: ClassVar[str]

    @abstractmethod
    def parse(self, payload: Any) -> DataT:
        """Read the ``data`` part of the answer; raises `RegisterWrongAnswer` naming the field at fault."""

    @abstractmethod
    def validate(self, data: DataT, request: RequestT) -> None:
        """Refuse an answer that cannot be true or is about somebody else; raises `RegisterWrongAnswer`."""

    def fields(self, payload: Any) -> Fields:
        """The strict reader of this register's answer."""
        return Fields(self.name, payload)

    def refuse(self, reason: str) -> RegisterWrongAnswer:
        """The error for an answer that is readable and still wrong; `reason` holds no personal data."""
        return RegisterWrongAnswer(self.name, reason)

    def require_same_subject(self, answered: str, asked: str) -> None:
        """An answer about somebody else is the most dangerous one: it would decide a case with foreign data."""
        if answered != asked:
            raise self.refuse("the answer is about somebody else")


_sources: dict[str, Source[Any, Any]] = {}


def register(source: Source[RequestT, DataT]) -> Source[RequestT, DataT]:
    """Make a register known. Returns the source; a second source of the same name is refused with `ValueError`."""
    if source.name in _sources:
        raise ValueError(f"A register named {source.name!r} is already known.")
    _sources[source.name] = source
    return source


def get(name: str) -> Source[Any, Any]:
    """The register of this name; raises `KeyError`."""
    return _sources[name]


def known() -> tuple[Source[Any, Any], ...]:
    """All registers, in the order of their names."""
    return tuple(_sources[name] for name in sorted(_sources))


def choices() -> list[tuple[str, str | Promise]]:
    """Names and labels for filters and lists."""
    return [(source.name, source.label) for source in known()]
