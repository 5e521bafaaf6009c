"""Notices to residents (住户通知): drafting for exactly the affected units, approval, publishing, updating and closing."""
