"""Sending notices to residents: from rows in the records to the channels that the installation has for them."""
