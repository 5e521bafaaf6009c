"""Which metrics an expression of Prometheus asks for, and which names Steward tells."""

from __future__ import annotations

import re

from prometheus_client.parser import text_string_to_metric_families


def metrics_in(expression: str) -> set[str]:
    """The metrics that an expression asks for; names of labels and what stands in quotes are none."""
    without_labels = re.sub(r'\{[^}]*\}|"[^"]*"|\b(?:by|without|on|ignoring)\s*\([^)]*\)', "", expression)
    return set(re.findall(r"\b(?:steward_\w+|process_\w+|up)\b", without_labels))


def names_in(exposition: str) -> frozenset[str]:
    """Every name that a query may ask for."""
    families = text_string_to_metric_families(exposition)
    return frozenset(sample.name for family in families for sample in family.samples if not sample.name.endswith("_created"))


def families_in(exposition: str) -> frozenset[str]:
    """Every family's name, counters with ``_total``: as the run book and people call them."""
    families = text_string_to_metric_families(exposition)
    return frozenset(f"{family.name}_total" if family.type == "counter" else family.name for family in families if not family.name.endswith("_created"))
