"""The table of who may open what; ``test_security_matrix.py`` holds the portal to it.

Letters stand for roles (``WHO``). Answers: ``ok``, ``in`` (sign in first), ``go`` (to another page), ``no`` (403 or 404),
``post`` (405), ``later`` (409, not in this state of the case). The case is one of maternity pay in Kragujevac.
"""

from __future__ import annotations

WHO = {
    "S": "stranger", "O": "milica", "C": "ana", "K": "jelena", "N": "vesna", "X": "nenad", "A": "dragan", "M": "olja",
    "G": "sava", "R": "auditor", "P": "superuser",
}  # fmt: skip
"""Stranger; owner of the case, another citizen; clerk here, of the neighbours, of another service; approver,
administrator, SCTM, auditor (Revisor), administrator of the portal."""
STAFF = "KNXAMGRP"
Policy = dict[str, str]


def policy(**answers: str) -> Policy:
    """``ok="KA"``: these letters get ok; ``rest`` is the answer of everybody else."""
    rest = answers.pop("rest", "no")
    return dict.fromkeys(WHO, rest) | {letter: answer for answer, letters in answers.items() for letter in letters}


def desk(**answers: str) -> Policy:
    """At the desk people without a role are asked to sign in there."""
    return policy(**answers) | dict.fromkeys("SOC", "in")


PUBLIC = policy(rest="ok")
SIGNED_IN = policy(rest="ok") | {"S": "in"}
POST_ONLY = policy(rest="post")
OWN = policy(ok="O") | {"S": "in"}
OWN_ELSEWHERE = policy(go="O") | {"S": "in"}
DESK, DESK_POST = desk(ok=STAFF), desk(post=STAFF)

EXPECTED: dict[str, Policy] = {
    **dict.fromkeys(
        ["schema", "api_docs", "api:services", "api:decision", "cases:track", "cases:progress", "cases:verify",
         "cases:verify-code", "cases:start", "cases:begin", "home", "service", "accessibility", "privacy", "cookies", "help",
         "base_map", "inspections:enter", "inspections:worker", "inspections:offline", "robots", "healthz", "readyz",
         "municipality"], PUBLIC),
    **dict.fromkeys(
        ["cases:documents", "cases:check", "cases:later", "cases:delete-draft", "cases:step", "cases:case", "cases:filed",
         "cases:receipt", "cases:document", "cases:decision", "cases:readings", "cases:rate"], OWN),
    **dict.fromkeys(
        ["cases:continue", "cases:stop", "cases:amendment", "cases:withdraw", "cases:appeal"], OWN_ELSEWHERE),
    **dict.fromkeys(["cases:submit", "set_language", "session_renew", "inspections:begin", "inspections:complete",
                     "inspections:add-photos", "inspections:add-remark", "inspections:judge",
                     "inspections:support", "inspections:follow",
                     "inspections:stop-following"], POST_ONLY),
    # Reports: no report is filed, and its addresses open by codes that nobody holds here (tests/inspections)
    **dict.fromkeys(["inspections:stop", "inspections:filed", "inspections:page", "inspections:track", "inspections:photo",
                     "inspections:notice", "inspections:withdraw", "inspections:following", "inspections:reply",
                     "inspections:reply-photo", "inspections:checklists", "inspections:checklist", "inspections:checklist-table",
                     "inspections:start", "inspections:public-report", "inspections:public-photo",
                     "inspections:public-list", "inspections:map-marks", "inspections:feed", "inspections:feed-of-category",
                     "inspections:follow-area"], policy()),
    **dict.fromkeys(["cases:mine", "cases:ledger", "account", "own_data"], SIGNED_IN),
    "api:cases": policy(rest="ok") | {"S": "no"},
    "api:case": policy(ok="O"),
    "cases:resume": policy(rest="go"),
    "metrics": policy(),
    **dict.fromkeys(["data-tracker:find-usage", "data-tracker:usage-period", "data-tracker:heartbeat"], policy()),
    # Open311: public, but without a jurisdiction there is no answer, and no report is filed in this scene
    **dict.fromkeys(["open311:discovery", "open311:discovery-v2"], PUBLIC),
    **dict.fromkeys(["open311:services", "open311:service", "open311:requests", "open311:updates"], policy(rest="400")),
    **dict.fromkeys(["open311:request", "open311:token"], policy()),
    "account_step_up": policy(rest="go") | {"S": "in"},
    # Figures: the analyst all of them, heads and administrators their own municipality
    "dashboards:overview": policy(ok="G", go="AM") | {"S": "in"},
    "dashboards:municipality": policy(ok="GAM") | {"S": "in"},
    "dashboards:note": policy(ok="GAM") | {"S": "in"},
    "dashboards:report-ask": policy(rest="post"),
    **dict.fromkeys(["dashboards:report", "dashboards:report-file"], policy() | {"S": "in"}),  # no report was made
    "dashboards:onboarding": policy(ok="GAM") | {"S": "in"},
    "dashboards:index": policy(ok="G", go="AM") | {"S": "in"},
    **dict.fromkeys(["dashboards:index-municipality", "dashboards:index-question"], policy(ok="GAM") | {"S": "in"}),
    "dashboards:index-review": policy(rest="post"),
    "dashboards:comparison": policy(ok="G") | {"S": "in"},
    "dashboards:service": policy(ok="G") | {"S": "in"},
    # The desk
    **dict.fromkeys(["admin:find", "admin:assign", "admin:choose_desk"], DESK_POST),
    **dict.fromkeys(["admin:start", "admin:index", "admin:password_change", "admin:password_change_done", "admin:jsi18n",
                     "admin:cases_case_changelist"], DESK),
    "admin:health": desk(ok="AM"),
    "admin:login": policy(go=STAFF) | {"S": "in"},
    "admin:logout": policy(go="SOC", post=STAFF),
    "admin:autocomplete": desk(),
    "admin:view_on_site": desk(),
    "admin:app_list": desk(ok="KNXAMRP"),
    **dict.fromkeys(["admin:cases_case_amendment", "admin:cases_case_outcomes", "admin:cases_case_evidence",
                     "admin:cases_case_document"], desk(ok="KA")),
    # Holds are for heads too; lists, holds and packages of the archive have people of their own (desk/test_archive.py)
    "admin:cases_case_hold": desk(ok="A"),
    **dict.fromkeys(["admin:cases_case_lift", "admin:cases_case_package", "admin:cases_case_archive_file",
                     "admin:cases_disposallist_step", "admin:cases_disposallist_leave_out",
                     "admin:cases_disposallist_file"], desk()),
    "admin:cases_disposallist_package": DESK_POST,
    "admin:cases_case_change": desk(ok="KAR"),  # the auditor sees the registry entry, without content
    **dict.fromkeys(["admin:cases_case_act", "admin:cases_case_compose", "admin:cases_case_proposal"], desk(later="KA")),
    **dict.fromkeys(["admin:cases_case_reveal", "admin:cases_case_note", "admin:cases_case_live",
                     "admin:cases_case_preview", "admin:cases_case_ask", "admin:cases_case_seen"], DESK_POST),
    "admin:cases_case_proposal_pdf": desk(),
    "admin:cases_case_join": desk(ok="KA"),
    # Nothing is joined in this scene, and a request for maternity pay cannot be split
    **dict.fromkeys(["admin:cases_case_separate", "admin:cases_case_split"], desk()),
    **dict.fromkeys(["admin:cases_outboxmessage_retry", "admin:cases_case_payment"], desk()),
    # The register: what hangs on one book, print or reserved number is not there in this scene
    "admin:cases_registrybook_changelist": desk(ok="KNXARP"),
    "admin:cases_registrybook_reserve": desk(ok="A"),
    **dict.fromkeys(["admin:cases_registrybook_find", "admin:cases_registrybook_print"], DESK_POST),
    **dict.fromkeys(["admin:cases_registrybook_reserved", "admin:cases_registrybook_printed",
                     "admin:cases_registrybook_file", "admin:cases_registrybook_csv"], desk()),
    # Only Serbian is in official use in the town of these tests
    "cases:language": policy() | {"S": "in"},
    # The desk of inspections: nobody of this cast inspects (tests/inspections/test_triage_desk.py has those who do)
    **dict.fromkeys([f"admin:inspections_report_{name}" for name in (
        "changelist", "map", "change", "act", "photo", "rules")], desk()),
    **dict.fromkeys([f"admin:inspections_report_{name}" for name in (
        "save_filter", "drop_filter", "bulk", "note")], DESK_POST),
    # Payments: the right of this case is free of charge, so nothing is there even for its owner
    **dict.fromkeys(["cases:payments", "cases:payment-slips", "cases:payment-proof"], policy() | {"S": "in"}),
    # Pages of services. No competition or call is open, and a case of another service is none of theirs.
    **dict.fromkeys(["cases:e-baby:rights", "cases:e-kindergarten:lists", "cases:e-kindergarten:script",
                     "cases:ivf-costs:awards"], PUBLIC),
    **dict.fromkeys(["cases:e-kindergarten:published", "cases:e-kindergarten:file", "cases:invitation",
                     "cases:ivf-costs:ask-partner", "cases:ivf-costs:agree"], policy()),
    **dict.fromkeys(["cases:e-kindergarten:result", "cases:e-kindergarten:objection", "cases:ivf-costs:final-invoice"],
                    policy() | {"S": "in"}),
    **dict.fromkeys(["admin:e_kindergarten_competition_board", "admin:e_kindergarten_competition_check",
                     "admin:e_kindergarten_competition_objection", "admin:ivf_costs_ivfrequest_returned",
                     "admin:ivf_costs_commissionsession_opinion"], desk()),
    **dict.fromkeys(["admin:e_kindergarten_competition_step", "admin:e_kindergarten_competition_letters",
                     "admin:e_kindergarten_competition_contract", "admin:ivf_costs_commissionsession_close"], DESK_POST),
    **dict.fromkeys(["admin:opendata_dataset_board", "admin:opendata_dataset_upload", "admin:opendata_dataset_job",
                     "admin:opendata_dataset_push"], desk()),
    **dict.fromkeys(["admin:opendata_dataset_act", "admin:opendata_dataset_decide", "admin:opendata_dataset_push_act"],
                    DESK_POST),
    "admin:opendata_dataset_pushes": desk(ok="M"),
    # Records of inspections are for inspectors, who are none of these people (tests/inspections/test_records.py)
    **dict.fromkeys([f"admin:inspections_inspectionrecord_{name}" for name in (
        "changelist", "file", "write", "pdf", "delivery")], desk()),
    **dict.fromkeys(["admin:inspections_inspectionrecord_start", "admin:inspections_yearpaper_adopt"], DESK_POST),
    **dict.fromkeys([f"admin:inspections_yearpaper_{name}" for name in ("changelist", "table", "pdf")], desk()),
    # Open data: the catalogue, the programs' list and the opening plan; no data set is published here
    **dict.fromkeys(["opendata:index", "opendata:plan", "opendata:api-datasets", "opendata:catalogue",
                     "opendata:municipal-catalogue", "opendata:quality", "opendata:terms", "opendata:news",
                     "opendata:municipal-news", "opendata:reuses", "opendata:requests", "opendata:ogc",
                     "opendata:ogc-conformance", "opendata:ogc-collections"], PUBLIC),
    **dict.fromkeys(["opendata:dataset", "opendata:file", "opendata:version", "opendata:version-file",
                     "opendata:api-dataset", "opendata:api-rows", "opendata:api-facets", "opendata:dataset-rdf",
                     "opendata:new-question", "opendata:new-reuse",
                     # no such format
                     "opendata:catalogue-rdf", "opendata:municipal-catalogue-rdf", "opendata:data",
                     "opendata:dataset-quality", "opendata:datapackage", "opendata:csvw", "opendata:croissant",
                     "opendata:ogc-collection", "opendata:ogc-items", "opendata:ogc-item"], policy()),
    "opendata:ckan": policy(rest="400"),  # no such action
    "opendata:ckan-newest": policy(rest="400"),  # no such action
    # Participation. No process has the code of a case; of what is public there is only the list.
    **dict.fromkeys(["participation:index", "participation:script", "participation:place"], PUBLIC),
    "participation:new-initiative": SIGNED_IN,
    **dict.fromkeys(["participation:process", "participation:versions", "participation:enclosure",
                     "participation:report", "participation:discussion",
                     "participation:paragraph", "participation:thread", "participation:report-abuse",
                     "participation:export", "participation:sign", "participation:signature-list",
                     "participation:propose", "participation:vote"], policy()),
    **dict.fromkeys(["participation:edit", "participation:join", "participation:appeal", "participation:own-signature",
                     "participation:receipt"], policy() | {"S": "in"}),
    "participation:follow": POST_ONLY,
    "participation:move": POST_ONLY | {"S": "in"},
    **dict.fromkeys([f"admin:participation_process_{name}" for name in (
        "board", "text", "enclose", "step", "report", "remarks", "signatures", "answer", "hide", "appeal", "option")], desk()),
    "admin:participation_process_check": desk(go=STAFF),  # the key of a case is none of a signature: the admin's own page

    "admin:participation_process_settle": DESK_POST,
    # The campaign: in this scene no promotion is planned, no ticket given out, no competition begun
    **dict.fromkeys(["campaign:index", "campaign:all-news", "campaign:programme", "campaign:promotions",
                     "campaign:competitions", "campaign:score-script", "campaign:draw-script", "campaign:newsletter",
                     "campaign:impact", "campaign:press"], PUBLIC),
    **dict.fromkeys(["campaign:news", "campaign:promotion", "campaign:calendar", "campaign:asked", "campaign:ticket",
                     "campaign:competition", "campaign:press-kit", "campaign:own-row", "campaign:order",
                     "campaign:rows", "campaign:rules", "campaign:standing",
                     "campaign:certificate", "campaign:draw", "campaign:drawn", "campaign:newsletter-confirm",
                     "campaign:newsletter-leave", "campaign:post", "campaign:picture"], policy()),
    "admin:campaign_newsletterissue_send": DESK_POST,
    "campaign:enter-draw": POST_ONLY,
    "admin:campaign_competition_board": desk(),
    "admin:campaign_competition_step": DESK_POST,
    "admin:campaign_prizedraw_draw": desk(),
    **dict.fromkeys(["campaign:confirm", "campaign:give-up"], POST_ONLY),
    **dict.fromkeys([f"admin:campaign_promotion_{name}" for name in ("board", "report", "visitor")], desk()),
    **dict.fromkeys([f"admin:campaign_promotion_{name}" for name in ("step", "find", "assist")], DESK_POST),
    "admin:ivf_costs_budgetyear_allocate": desk(ok="AM"),
    "admin:ivf_costs_commissionsession_new": desk(ok="NA"),
}  # fmt: skip

# Tables at the desk: whom their list opens for. What hangs on one row opens for nobody else either.
LISTS = {
    "municipalities_municipality": "MP", "municipalities_office": "MP", "municipalities_holiday": "MP",
    "municipalities_offeredservice": "MP", "municipalities_parameter": "MP", "accounts_user": "MP",
    "accounts_membership": "MP", "accounts_signin": "P", "exchange_registerquery": "R", "exchange_sourcehealth": "KNXAR",
    "exchange_trackerquery": "R", "exchange_trackerkey": "MP",
    "inspections_open311key": "MP", "inspections_open311day": "MP",
    "cases_delivery": "KNXAP", "cases_auditrecord": "RP", "cases_outboxmessage": "AMP",
    "cases_statementimport": "KNXAP", "cases_parameterproposal": "AM", "cases_disposallist": "KNXARP",
    "cases_legalhold": "KNXARP",
    "cases_decisiontemplate": "AM",
    # Of services whose clerks are not K and X
    "e_kindergarten_institution": "NA", "e_kindergarten_kindergarten": "NA", "e_kindergarten_competition": "NA",
    "ivf_costs_ruleset": "MP", "ivf_costs_publiccall": "MP", "ivf_costs_clinic": "MP", "ivf_costs_budgetyear": "NAMP",
    "ivf_costs_ivfrequest": "NA", "ivf_costs_commissionsession": "NA",
    **dict.fromkeys(["opendata_dataset", "opendata_openingduty", "opendata_question", "opendata_datasetrequest",
                     "opendata_reuse"], "M"),
    "inspections_inspectorate": "P", "inspections_category": "P", "inspections_externalbody": "MP",
    "inspections_localcategory": "MP", "inspections_routingrule": "MP", "inspections_responsetemplate": "MP",
    "inspections_checklist": "MP", "inspections_riskassessment": "P",
    "participation_process": "AP",
    **dict.fromkeys(["campaign_newsitem", "campaign_promotion", "campaign_scoringrules", "campaign_competition",
                     "campaign_prizedraw", "campaign_newsletterissue", "campaign_post"], ""),  # only organisers
    "opendata_apikey": "P",
    "site_information_cadastralmunicipality": "MP", "site_information_planningzone": "MP",
}  # fmt: skip
OF_LIBRARIES = (
    "auth_", "account_", "mfa_", "socialaccount_", "usersessions_", "django_celery_beat_",
)  # fmt: skip
# Pages of the account: a stranger signs in first, unless they are there for people who are not signed in.
BEFORE_SIGN_IN = {
    "account_login", "account_logout", "account_inactive", "account_signup", "account_email_verification_sent",
    "account_reset_password", "account_confirm_email", "account_reset_password_from_key_done",
    "account_reset_password_from_key", "account_reset_password_done", "socialaccount_login_cancelled",
    "socialaccount_login_error", "openid_connect_login", "openid_connect_callback",
}  # fmt: skip
