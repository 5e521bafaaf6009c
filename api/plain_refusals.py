"""What somebody without an account reads when a step cannot be taken: in plain words, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from api.problems import Conflicting, Unusable
from domain.alarm import IllegalStep
from domain.problem import Refusal
from domain.records import Conflict
from domain.text import Text


@contextmanager
def plain_refusals(not_now: Text) -> Iterator[None]:
    """`not_now`: the step does not lead on from where the thing is."""
    try:
        yield
    except IllegalStep as error:
        raise Conflicting(not_now) from error
    except Conflict as error:
        raise Conflicting(Text("请刷新后重试", "Somebody changed it at this moment. Open the page again.")) from error
    except Refusal as error:
        raise Unusable(error.text) from error
