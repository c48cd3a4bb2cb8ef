"""What each model says of the personal data it holds.

Every model of the portal carries an inner class ``Privacy``; a test refuses a model without one. It is the basis of
the record of processing (ZZPL art. 47), of exports without personal data and of the crawler that looks for leaks.
"""

from typing import Literal

Kind = Literal["identity", "contact", "health", "family", "money", "document", "opinion", "trace"]


class Nothing:
    """A model that holds no personal data."""

    personal: dict[str, Kind] = {}
