"""Which forms there are."""

from __future__ import annotations

from enum import StrEnum

from domain.text import Text


class OrderForm(StrEnum):
    """A form of a work order."""

    CONTACT_SHEET = "contact-sheet"
    """工作联系单: goes with a dispatch to the department that is to do something."""
    SERVICE_SHEET = "service-sheet"
    """维修服务单: of a finished repair, signed by whoever asked for it."""


FORM_NAMES = {
    OrderForm.CONTACT_SHEET: Text("工作联系单", "Contact sheet"),
    OrderForm.SERVICE_SHEET: Text("维修服务单", "Service sheet"),
}

MOST_ORDERS = 200
"""In one print."""
MOST_PHOTOS = 12
"""Of one order, when it is printed alone."""
MOST_PHOTOS_TOGETHER = 200
"""In one print of several; each order gets its share."""
