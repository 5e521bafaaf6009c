"""Backtests as the API shows them: personal values stay masked, as everywhere."""

from __future__ import annotations

from collections.abc import Mapping

from api.schemas.rule import Backtest as BacktestOut
from api.security.masking import MASK, is_personal
from domain.contract import backtest_json
from domain.rule_version import Backtest


def backtest_out(backtest: Backtest, *, whole: bool = True) -> BacktestOut:
    """A backtest; without its result unless the `whole` of it is wanted."""
    result = None if backtest.result is None or not whole else _masked(backtest.result)
    return BacktestOut.model_validate({**backtest_json(backtest), "result": result})


def _masked(part: object) -> object:
    """Values of personal points, wherever one stands beside its point's name, and in charts of one."""
    if isinstance(part, list):
        return [_masked(item) for item in part]
    if not isinstance(part, Mapping):
        return part
    point = part.get("point")
    if not isinstance(point, str) or not is_personal(point.rpartition(".")[2]):
        return {key: _masked(value) for key, value in part.items()}
    return {key: _hidden(value) if key in _VALUES else value for key, value in part.items()}


_VALUES = frozenset({"value", "samples"})


def _hidden(value: object) -> object:
    if isinstance(value, list):
        return [{**sample, "min": _hidden(sample.get("min")), "max": _hidden(sample.get("max"))} if isinstance(sample, Mapping) else MASK for sample in value]
    return MASK if isinstance(value, str) else value
