"""Run every test; where nothing but a few files of browser tests failed, run these files once more, alone (ADR 23).

``python -m tests.second_look [arguments of pytest]``: its exit code is pytest's, of the second run if there was one. What failed
at first is printed in full at first, and named at the end as unsteady: a thing to look into, whatever came of it then.
"""

from __future__ import annotations

import functools
import sys

from tests.second_look.looking import look, run_apart

if __name__ == "__main__":
    sys.exit(look(sys.argv[1:], run_apart, functools.partial(print, flush=True)))
