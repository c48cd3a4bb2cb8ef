"""The citizen's pages. Written once, they serve every service.

- ``intake``: start page, questions, save for later; ``journey`` knows where in the request somebody stands
- ``documents``: files of a request
- ``submitting``: check answers, submit, confirmation
- ``mine``: the list of own requests and cases
- ``case_page``: one case, its decision, files and the record of who looked
- ``replies``: what an applicant may still do in a case: withdraw, appeal, rate; ``completion``: answer a call to complete
- ``files``: a form with a place for files per kind of document
- ``public``: tracking and verification without an account
"""
