"""What to do: the procedures (SOP, 处置规程) that stand beside alarms and work orders, one YAML file each."""

from operations.knowledge.contacts import CONTACTS, Contact
from operations.knowledge.library import load
from operations.knowledge.sop import Sop

__all__ = ["CONTACTS", "Contact", "Sop", "load"]
