"""Expressions over the points of an asset: which ones there may be, and what they come to.

The language is a small part of Python's expressions. Python's own parser reads them, simpleeval works them out; what
stands here only says which parts are allowed (``docs/adr/0009-expression-language.md``). There is nothing that loops,
so no part is worked out more than once; numbers, words and flags are all there is to hold.
"""

from __future__ import annotations

import ast
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from simpleeval import InvalidExpression, SimpleEval

from domain.reading import Value

LONGEST: Final = 500
"""Characters."""
MOST_PARTS: Final = 120
"""Names, numbers, words, operators and calls."""
DEEPEST: Final = 20
"""Parts inside each other."""

FUNCTIONS: Final[Mapping[str, Callable[..., float]]] = {"abs": abs, "min": min, "max": max, "round": round, "count": lambda *said: float(sum(said))}
"""What may be called. `count`: how many of its arguments are true."""
WORDS: Final = {"true": True, "false": False}
"""Besides Python's own ``True`` and ``False``."""

OPERATORS: Final = "+ - * / % == != < <= > >= in and or not, one `if … else`"

_ALLOWED: Final = (
    *(ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Mod),
    *(ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.IfExp, ast.Call, ast.Name, ast.Load, ast.Constant),
)


_ONE_READER: Final = threading.Lock()


class NoFormula(ValueError):
    """A text that is no expression, or one that is not allowed."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression that is allowed. `names`: the points in it, in the order in which they are first named."""

    text: str
    tree: ast.Expression = field(compare=False, repr=False)
    names: tuple[str, ...] = field(compare=False)
    _evaluator: SimpleEval = field(compare=False, repr=False)

    def value(self, values: Mapping[str, Value]) -> object:
        """What it comes to with `values` for its names; `None` where it comes to nothing (a division by zero)."""
        self._evaluator.names = {**WORDS, **values}
        try:
            return self._evaluator.eval(self.text, previously_parsed=self.tree.body)
        except (ArithmeticError, TypeError, ValueError, InvalidExpression):
            return None

    def holds(self, values: Mapping[str, Value]) -> bool | None:
        """Whether it is true with `values`; `None` where it comes to no yes or no."""
        found = self.value(values)
        return found if isinstance(found, bool) else None


def read_formula(text: str) -> Formula:
    """The expression that `text` is. Raises `NoFormula` for anything else."""
    if len(text) > LONGEST:
        raise NoFormula(f"an expression of {len(text)} characters is longer than {LONGEST}", "Split it into several rules, and put a `composite` over them")
    try:
        tree = _parsed(text.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        said = error.msg if isinstance(error, SyntaxError) else "it cannot be read"
        raise NoFormula(f"`{text}` is no expression: {said}", "Write one such as: pump_1_run and tank_level < 20") from None
    parts = list(_parts(tree, 0))
    for part in parts:
        _check(part)
    if len(parts) > MOST_PARTS:
        raise NoFormula(f"an expression of {len(parts)} parts has more than {MOST_PARTS}", "Split it into several rules, and put a `composite` over them")
    called = {id(part.func) for part in parts if isinstance(part, ast.Call)}
    named = sorted((part.lineno, part.col_offset, part.id) for part in parts if isinstance(part, ast.Name) and id(part) not in called)
    names = tuple(dict.fromkeys(name for _, _, name in named if name not in WORDS))
    if not names:
        raise NoFormula(f"`{text}` looks at no point", "Name points of the asset by their keys")
    return Formula(text, tree, names, SimpleEval(functions=dict(FUNCTIONS), names=dict(WORDS)))


def _parsed(text: str) -> ast.Expression:
    """The tree of `text`, as Python reads it: in one thread at a time, as CPython 3.11 counts its depth for all of them together."""
    with _ONE_READER, warnings.catch_warnings():
        # Python has advice for programmers (`1 is 2`); what is not allowed is refused by whoever asked.
        warnings.simplefilter("ignore")
        return ast.parse(text, mode="eval")


def _parts(node: ast.AST, depth: int) -> Iterator[ast.AST]:
    """Every part that is worked out, with those around it first."""
    if depth > DEEPEST:
        raise NoFormula(f"the expression has more than {DEEPEST} parts inside each other", "Split it into several rules, and put a `composite` over them")
    if not isinstance(node, ast.Expression | ast.operator | ast.boolop | ast.cmpop | ast.unaryop | ast.Load):
        yield node
    elif not isinstance(node, _ALLOWED):
        raise _refused(type(node).__name__)
    for child in ast.iter_child_nodes(node):
        yield from _parts(child, depth + 1)


def _check(part: ast.AST) -> None:
    if not isinstance(part, _ALLOWED):
        raise _refused(type(part).__name__)
    if isinstance(part, ast.Constant) and not isinstance(part.value, bool | int | float | str):
        raise _refused(f"`{part.value!r}`")
    if isinstance(part, ast.Call) and (not isinstance(part.func, ast.Name) or part.func.id not in FUNCTIONS):
        called = part.func.id if isinstance(part.func, ast.Name) else "this"
        raise NoFormula(f"`{called}` cannot be called", f"There are: {', '.join(FUNCTIONS)}")


def _refused(what: str) -> NoFormula:
    return NoFormula(f"{what} is not allowed in an expression", f"There are {OPERATORS}, and {', '.join(FUNCTIONS)}")
