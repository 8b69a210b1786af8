"""Frozen values for the pages of agreements."""

from __future__ import annotations

from portal.agreements.pages.item import AgreementsPage, agreements_page
from portal.agreements.pages.person import PersonAgreements, person_agreements

__all__ = ["AgreementsPage", "PersonAgreements", "agreements_page", "person_agreements"]
