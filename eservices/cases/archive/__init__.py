"""e-Archive (архива): what becomes of closed cases once their retention term has passed.

``steps`` is the table of who does what with a list; ``actions`` carry the steps out, place and lift holds; ``drawing_up``
finds what is due; ``disposal`` carries an approved list out case by case, ``erasing`` says what goes; ``records`` prints
and seals the record, ``package`` makes a package that ``verify_package`` checks without the portal. The retention term
itself stands in ``eservices.cases.retention``.
"""
