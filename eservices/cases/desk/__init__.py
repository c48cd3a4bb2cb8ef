"""The clerk's desk in the Django admin: work queue, case page, decision composer. Generic for every service.

``site`` puts it together; ``queue`` and ``search`` find cases; ``case_page`` shows one; ``acts`` and ``action_views``
carry out what the transition table allows; ``composer`` and ``proposal`` make and approve decisions. Nothing outside
imports this package but the admin of the app.
"""
