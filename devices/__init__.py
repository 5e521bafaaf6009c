"""The device catalogue: one file per device type, and the site file that says which devices a site has."""
