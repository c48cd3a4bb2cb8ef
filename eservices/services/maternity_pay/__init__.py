"""Maternity pay (накнада зараде за време породиљског одсуства и неге детета; остале накнаде).

For mothers, and for fathers, adopters, foster parents and guardians who use the leave; a task entrusted by the state,
decided by the municipal administration and paid by the Republic. Legal basis: Закон о финансијској подршци породици са
децом, art. 12-21 and 38-45.
"""
