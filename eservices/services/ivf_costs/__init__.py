"""Costs of artificial insemination (трошкови вантелесне оплодње, БМПО) that a municipality covers out of its own budget.

For couples, married or extramarital, whose procedure the Republic fund (РФЗО) does not cover. Entirely local: every
municipality has its own decision (одлука) with its own conditions, a standing right or a public call with ranking, and
its own money for the year. Legal basis: Закон о финансијској подршци породици са децом (further rights set by a unit of
local self-government), Закон о локалној самоуправи, and the local decision, which stands in a rule set as data.

The request is that of two people. It is filed only when both have agreed to the same text: until then it lacks a
signature that the local decisions ask for, so no number is given and no term runs (ЗУП чл. 59, from memory, verify).
"""
