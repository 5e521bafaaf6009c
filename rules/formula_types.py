"""What an expression comes to, found out before it is ever worked out: yes or no, a number, a word, flags."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from domain.device_type import PointType
from domain.reading import PointKind
from rules.formula import WORDS, Formula, NoFormula


class Sort(Enum):
    """What a part of an expression is."""

    TRUTH = "yes or no"
    NUMBER = "a number"
    WORD = "a word"
    FLAGS = "a set of flags"


_SORTS: Final = {
    PointKind.ANALOG: Sort.NUMBER,
    PointKind.COUNTER: Sort.NUMBER,
    PointKind.BINARY: Sort.TRUTH,
    PointKind.ENUM: Sort.WORD,
    PointKind.TEXT: Sort.WORD,
    PointKind.FLAGS: Sort.FLAGS,
}


def check_sorts(formula: Formula, points: Mapping[str, PointType]) -> None:
    """Whether `formula` comes to yes or no whatever the points say. Raises `NoFormula` if not.

    `points` has the type of every name in it. A word that a point never says is refused as well.
    """
    _Check(points).demand(formula.tree.body, Sort.TRUTH)


class _Check:
    def __init__(self, points: Mapping[str, PointType]) -> None:
        self._points = points
        self._of: dict[type[ast.AST], Callable[..., Sort]] = {
            ast.BoolOp: self._bool_op,
            ast.UnaryOp: self._unary,
            ast.BinOp: self._binary,
            ast.Compare: self._compare,
            ast.IfExp: self._if,
            ast.Call: self._call,
            ast.Name: self._name,
            ast.Constant: self._constant,
        }

    def sort(self, node: ast.AST) -> Sort:
        return self._of[type(node)](node)

    def demand(self, node: ast.AST, sort: Sort) -> None:
        found = self.sort(node)
        if found is not sort:
            raise NoFormula(f"`{ast.unparse(node)}` is {found.value}, where {sort.value} is needed", _REMEDIES[found, sort])

    def _bool_op(self, node: ast.BoolOp) -> Sort:
        for each in node.values:
            self.demand(each, Sort.TRUTH)
        return Sort.TRUTH

    def _unary(self, node: ast.UnaryOp) -> Sort:
        sort = Sort.TRUTH if isinstance(node.op, ast.Not) else Sort.NUMBER
        self.demand(node.operand, sort)
        return sort

    def _binary(self, node: ast.BinOp) -> Sort:
        self.demand(node.left, Sort.NUMBER)
        self.demand(node.right, Sort.NUMBER)
        return Sort.NUMBER

    def _compare(self, node: ast.Compare) -> Sort:
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.In | ast.NotIn):
                self.demand(left, Sort.WORD)
                self.demand(right, Sort.FLAGS)
                self._known_words(left, right)
            elif isinstance(operator, ast.Eq | ast.NotEq):
                sort = self.sort(left)
                if sort is Sort.FLAGS:
                    raise NoFormula(f"`{ast.unparse(left)}` is a set of flags and equals no word", "Write `'flag' in point`")
                self.demand(right, sort)
                self._known_words(left, right)
                self._known_words(right, left)
            else:
                self.demand(left, Sort.NUMBER)
                self.demand(right, Sort.NUMBER)
            left = right
        return Sort.TRUTH

    def _known_words(self, word: ast.AST, point: ast.AST) -> None:
        """That `word`, if it is written out, is one that `point` says."""
        if not isinstance(word, ast.Constant) or not isinstance(word.value, str) or not isinstance(point, ast.Name):
            return
        known = [key for _, key, _ in self._points[point.id].codes] if point.id in self._points else []
        if known and word.value not in known:
            raise NoFormula(f"`{point.id}` is never `{word.value}`", f"Its values: {', '.join(known)}")

    def _if(self, node: ast.IfExp) -> Sort:
        self.demand(node.test, Sort.TRUTH)
        sort = self.sort(node.body)
        self.demand(node.orelse, sort)
        return sort

    def _call(self, node: ast.Call) -> Sort:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        fewest, most = _ARGUMENTS[name]
        if not fewest <= len(node.args) <= most:
            many = str(fewest) if most == fewest else f"{fewest} or more" if most > fewest + 1 else f"{fewest} or {most}"
            raise NoFormula(f"`{name}` takes {many} arguments, here are {len(node.args)}", "Correct the call")
        for each in node.args:
            self.demand(each, Sort.TRUTH if name == "count" else Sort.NUMBER)
        if name == "round" and len(node.args) > 1 and not (isinstance(node.args[1], ast.Constant) and isinstance(node.args[1].value, int)):
            raise NoFormula("`round` takes the number of places as a whole number", "Write one, such as round(level, 1)")
        return Sort.NUMBER

    def _name(self, node: ast.Name) -> Sort:
        return Sort.TRUTH if node.id in WORDS else _SORTS[self._points[node.id].kind]

    def _constant(self, node: ast.Constant) -> Sort:
        if isinstance(node.value, bool):
            return Sort.TRUTH
        return Sort.WORD if isinstance(node.value, str) else Sort.NUMBER


_ARGUMENTS: Final = {"abs": (1, 1), "round": (1, 2), "min": (2, 16), "max": (2, 16), "count": (1, 16)}

_REMEDIES: Final = {
    (found, needed): "Compare it with something, such as `level < 20`"
    if needed is Sort.TRUTH
    else "Of several yes or no, `count(a, b)` is how many are true"
    if needed is Sort.NUMBER
    else "Write the word in quotes; of flags, `'flag' in point`"
    for found in Sort
    for needed in Sort
}
