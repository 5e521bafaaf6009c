"""What people do: work orders, and later rota, plans, maintenance, patrols, reports."""
