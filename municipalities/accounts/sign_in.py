"""How people are let in: allauth's adapters."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by e-mail address."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts of the national eID."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors."""
