"""One sample decision for all tests of the paper, printed and sealed once."""

import pytest

from eservices.cases.paper.benchmark import sample_html, sealed_pdf


@pytest.fixture(scope="session")
def sealed() -> bytes:
    """The sample decision as it leaves the portal."""
    return sealed_pdf(sample_html())
