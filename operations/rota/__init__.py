"""The rota (排班): who stands on which post when, and who does if nobody does."""
