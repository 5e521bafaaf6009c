"""How equipment joins a site: its entry in the site file, and its right to speak at the broker (``docs/joining-devices.md``)."""
