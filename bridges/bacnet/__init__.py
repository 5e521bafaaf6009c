"""Reading BACnet/IP machines: their point table, what is asked of them, what they notify, and what their values mean here."""
