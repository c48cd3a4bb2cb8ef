"""e-Baby (е-Беба, „Бебо, добро дошла на свет“): the rights that follow the birth of a child.

For mothers, and for fathers in the cases that the law or the local decision names. One conversation (``e-baby``) files
up to two cases with shared evidence, each decided on its own: the parental allowance (родитељски додатак), an entrusted
task decided by the administration, with the ministry as second instance; and the one-off aid for newborn children
(једнократна помоћ за новорођено дете) of a municipality that has its own decision, with the municipal or city council
as second instance. The portal registers no birth: that is done by the hospital and the registrar (матичар).

Legal basis: Закон о финансијској подршци породици са децом (Сл. гласник РС 113/17 with amendments), articles 22-25д;
the decision (одлука) of each municipality; Закон о матичним књигама and Породични закон for what is only explained.
"""
