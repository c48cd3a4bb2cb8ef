"""Maternity pay (накнада зараде за време породиљског одсуства; остале накнаде по основу рођења и неге детета).

For mothers, and for fathers, adopters, foster parents and guardians who use the leave. The municipality receives the
request, calculates and decides; the Republic pays. Legal basis: Закон о финансијској подршци породици са децом (Сл.
гласник РС 113/17 with amendments), articles 12-21 and 38-45; rulebook 58/2018.
"""
