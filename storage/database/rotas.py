"""The rota as a whole."""

from __future__ import annotations

from storage.database.post_gaps import DatabasePostGaps
from storage.database.rota_plans import DatabaseRotaPlans
from storage.database.swaps import DatabaseSwaps


class DatabaseRotas(DatabaseRotaPlans, DatabasePostGaps, DatabaseSwaps):
    """`domain.rotas.Rotas`."""
