"""What can go wrong when a register is asked, one class for each outcome that a caller treats differently.

No message holds personal data: a message names the register, the field at fault and what to do, never a value.
"""

from typing import ClassVar

from eservices.exchange.outcomes import Outcome


class ExchangeError(Exception):
    """A register gave no usable answer.

    `outcome` is the code kept in the ledger, `query_id` the ledger row (None until the row is written) and `temporary`
    says whether asking later can help. The case goes on with a visible debt; an officer may enter the data by hand.
    """

    outcome: ClassVar[Outcome]
    temporary: ClassVar[bool] = False

    def __init__(self, source_name: str, detail: str) -> None:
        super().__init__(f"{source_name}: {detail}")
        self.source_name = source_name
        self.detail = detail
        self.query_id: int | None = None


class RegisterDown(ExchangeError):
    """No connection, or the register says that it cannot work now (HTTP 429 or 5xx)."""

    outcome = Outcome.DOWN
    temporary = True


class RegisterNotConnected(RegisterDown):
    """This installation has no address for the register, so nothing was sent."""

    outcome = Outcome.NOT_CONNECTED
    temporary = False


class CircuitOpen(RegisterDown):
    """The register failed several times in a row and is being left alone for a while; nothing was sent."""

    outcome = Outcome.CIRCUIT_OPEN


class RegisterSlow(ExchangeError):
    """The register did not finish its answer within the time allowed."""

    outcome = Outcome.SLOW
    temporary = True


class RegisterWrongAnswer(ExchangeError):
    """The answer is not what the register promised: unreadable, incomplete, contradictory or about somebody else."""

    outcome = Outcome.WRONG_ANSWER


class RegisterRefused(ExchangeError):
    """The register rejected our question (HTTP 3xx or 4xx): a wrong key, a missing right, a changed interface."""

    outcome = Outcome.REFUSED


class NotFoundInRegister(ExchangeError):
    """The register works and holds nothing about this subject."""

    outcome = Outcome.NOT_FOUND
