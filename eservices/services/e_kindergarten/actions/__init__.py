"""What the commission and parents do in a competition. Keyword-only, ``by`` last, one transaction each.

Whoever changes places or decides on the list locks the competition first, so that of two who want the last place, or
decide on the effect of an objection, the second sees what the first has done.
"""

from eservices.services.e_kindergarten.actions.contracts import (
    finish,
    lapse_contract,
    lapse_overdue,
    sign_contract,
    start_contracts,
)
from eservices.services.e_kindergarten.actions.engine import SLUG, NotNow, Outdated
from eservices.services.e_kindergarten.actions.letters import ask_letters, promise_letters, write_next_letter
from eservices.services.e_kindergarten.actions.lists import publish_list
from eservices.services.e_kindergarten.actions.objections import decide_objection, file_objection
from eservices.services.e_kindergarten.actions.ranking import announce, ask_ranking, check_application, run_ranking

__all__ = [
    "SLUG",
    "NotNow",
    "Outdated",
    "announce",
    "ask_letters",
    "ask_ranking",
    "check_application",
    "decide_objection",
    "file_objection",
    "finish",
    "lapse_contract",
    "lapse_overdue",
    "promise_letters",
    "publish_list",
    "run_ranking",
    "sign_contract",
    "start_contracts",
    "write_next_letter",
]
