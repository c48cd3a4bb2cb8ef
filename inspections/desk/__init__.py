"""The triage desk (сто за разврставање): list and map of reports, the page of a report, its acts, many at once."""
