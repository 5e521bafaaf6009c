"""The schema's history, run by `storage.database.schema.upgrade`.

To change the schema: change ``tables.py``, add ``versions/NNNN_what.py`` that does the same to a database that is in
use (it must raise no alarm, write no event and send nothing), and give ``tests/storage/database/test_upgrade.py`` a
case that starts at the revision before. A test compares the tables with what the migrations make. A released
migration is never edited, and imports nothing of ours that may change.
"""
