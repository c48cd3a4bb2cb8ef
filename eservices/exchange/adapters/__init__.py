"""The registers the portal knows, one file each; importing this package makes them known to `sources`."""

from eservices.exchange.adapters import (
    business_register,
    cadastre,
    civil_registry,
    contributions,
    guardianship,
    residence,
    tax,
)

__all__ = ["business_register", "cadastre", "civil_registry", "contributions", "guardianship", "residence", "tax"]
