"""The agenda as documents: tagged PDF, Word and calendar, from one frozen value, no database.

Names are decided before these are called (`portal.panels.agenda.name_for`); nothing here
looks a person up.
"""

from __future__ import annotations

from portal.panels.documents.calendar import agenda_ics, slot_ics
from portal.panels.documents.pdf import agenda_pdf
from portal.panels.documents.word import agenda_docx

__all__ = ["agenda_docx", "agenda_ics", "agenda_pdf", "slot_ics"]
