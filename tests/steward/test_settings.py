"""steward.yaml: every mistake names file, line, problem and remedy; secrets never stand in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.problem import BadConfiguration
from steward.every_role import role_commands
from steward.installation import telemetry_settings
from steward.settings import Settings, fonts_folder, load


def written(folder: Path, text: str) -> Path:
    (folder / "site.yaml").write_text("")
    file = folder / "steward.yaml"
    file.write_text(text)
    return file


def loaded(folder: Path, more: str = "") -> Settings:
    return load(written(folder, "sites: [site.yaml]\n" + more))


def problem_of(folder: Path, text: str) -> str:
    with pytest.raises(BadConfiguration) as caught:
        load(written(folder, text))
    return str(caught.value)


def test_the_smallest_file_is_one_with_a_site(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings.sites == (tmp_path / "site.yaml",)
    assert settings.records_url == f"sqlite:///{tmp_path / 'data' / 'records.sqlite'}"


def test_relative_paths_are_taken_from_the_folder_of_the_file(tmp_path: Path) -> None:
    assert loaded(tmp_path, "data_dir: here\n").data_dir == tmp_path / "here"


def test_the_telemetry_folder_is_in_the_data_directory_unless_the_file_names_one(tmp_path: Path) -> None:
    data_dir = tmp_path / "elsewhere"
    left_out = telemetry_settings(loaded(tmp_path, "data_dir: elsewhere\n")).model_dump()["folder"]
    assert data_dir / left_out == data_dir / "telemetry"
    named = telemetry_settings(loaded(tmp_path, "telemetry: {engine: sqlite, folder: there}\n")).model_dump()["folder"]
    assert data_dir / named == tmp_path / "there"


def test_a_misspelt_key_is_named_with_its_line(tmp_path: Path) -> None:
    assert "steward.yaml:3" in problem_of(tmp_path, "sites: [site.yaml]\nmqtt:\n  prot: 1\n")


def test_the_session_follows_the_protocol_unless_it_is_named(tmp_path: Path) -> None:
    assert loaded(tmp_path).mqtt.session == "auto"
    assert loaded(tmp_path, "mqtt: {session: paho}\n").mqtt.session == "paho"


def test_a_session_that_does_not_speak_the_protocol_is_refused_with_line_and_remedy(tmp_path: Path) -> None:
    text = problem_of(tmp_path, 'sites: [site.yaml]\nmqtt:\n  protocol: "3.1.1"\n  session: mqtt5\n')
    assert "steward.yaml:4" in text
    assert "mqtt5 does not speak MQTT 3.1.1" in text
    assert "session: auto" in text


def test_a_site_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "`none.yaml` does not exist" in problem_of(tmp_path, "sites: [none.yaml]\n")


def test_a_password_in_the_database_address_is_refused_and_not_repeated(tmp_path: Path) -> None:
    text = problem_of(tmp_path, "sites: [site.yaml]\nrecords: {url: 'postgresql://a:hunter22@h/d'}\n")
    assert "a password stands in the address" in text
    assert "hunter22" not in text


def test_an_unsupported_database_is_refused(tmp_path: Path) -> None:
    assert "mysql is not supported" in problem_of(tmp_path, "sites: [site.yaml]\nrecords: {url: 'mysql://h/d'}\n")


def test_the_database_password_comes_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("s3cret\n")
    settings = loaded(tmp_path, "records: {url: 'postgresql://a@h/d', password_file: password}\n")
    assert settings.records_url == "postgresql+pg8000://a:s3cret@h/d"


def test_a_secret_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert "secret file" in problem_of(tmp_path, "sites: [site.yaml]\nrecords: {url: 'postgresql://a@h/d', password_file: none}\n")


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEWARD_MQTT_PASSWORD", "from the environment")
    assert loaded(tmp_path, "mqtt: {password_file: none}\n").mqtt_password() == "from the environment"


def test_drills_have_a_user_and_a_password_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEWARD_MQTT_PASSWORD", "that of everything else")
    monkeypatch.delenv("STEWARD_DRILL_MQTT_PASSWORD", raising=False)
    settings = loaded(tmp_path)
    assert (settings.mqtt.drill_username, settings.drill_mqtt_password()) == ("steward-drill", None)
    (tmp_path / "drills").write_text("of drills\n")
    assert loaded(tmp_path, "mqtt: {drill_password_file: drills}\n").drill_mqtt_password() == "of drills"
    assert settings.drill_socket("s" * 64) != settings.live_socket("s" * 64)


def test_a_certificate_without_its_key_is_a_problem(tmp_path: Path) -> None:
    assert "only one of" in problem_of(tmp_path, "sites: [site.yaml]\nserver: {tls_certificate: c.pem}\n")


def test_a_socket_path_is_short_however_long_the_data_folder_is(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 80)
    settings = loaded(tmp_path, f"data_dir: {deep}\n")
    assert all(len(str(socket("s" * 64)).encode()) < 104 for socket in (settings.live_socket, settings.drill_socket))


def test_the_supervisor_starts_as_many_ingest_processes_as_it_is_told_to(tmp_path: Path) -> None:
    assert list(role_commands(loaded(tmp_path))) == ["ingest", "server", "worker", "drills"]
    roles = role_commands(loaded(tmp_path, "ingest: {processes: 3}\n"))
    assert list(roles) == ["ingest", "ingest-2", "ingest-3", "server", "worker", "drills"]
    assert roles["ingest"] == roles["ingest-3"]
    assert "processes" in problem_of(tmp_path, "sites: [site.yaml]\ningest: {processes: 0}\n")


@pytest.mark.parametrize("address", ["https://steward.example.com", "http://10.0.0.8:8080", "https://example.com/steward/"])
def test_links_begin_with_the_public_address(tmp_path: Path, address: str) -> None:
    assert loaded(tmp_path, f"server: {{public_url: '{address}'}}\n").server.public_url == address


@pytest.mark.parametrize("address", ["steward.example.com", "ftp://x", "https://", "https://a:b@x", "https://x/?a=1", "https://x:port", "javascript:alert(1)"])
def test_a_public_address_that_no_browser_opens_is_refused(tmp_path: Path, address: str) -> None:
    text = problem_of(tmp_path, f"sites: [site.yaml]\nserver:\n  public_url: '{address}'\n")
    assert "steward.yaml:3" in text
    assert "https://steward.example.com" in text


def test_a_folder_of_fonts_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "is not a folder" in problem_of(tmp_path, "sites: [site.yaml]\nserver: {fonts: nowhere}\n")


def test_the_variable_names_the_fonts_before_the_file_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fonts").mkdir()
    settings = loaded(tmp_path, "server: {fonts: fonts}\n")
    assert fonts_folder(settings.server) == tmp_path / "fonts"
    monkeypatch.setenv("STEWARD_FONTS", "/elsewhere")
    assert fonts_folder(settings.server) == Path("/elsewhere")


def test_the_way_to_the_database_is_encrypted_as_its_address_says(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "records: {url: 'postgresql://a@h/d?sslmode=verify-full'}\n")
    assert settings.records_url == "postgresql+pg8000://a@h/d?sslmode=verify-full"
    told = problem_of(tmp_path, "sites: [site.yaml]\nrecords: {url: 'postgresql://a@h/d?sslmode=perhaps'}\n")
    assert "steward.yaml:2" in told
    assert "disable, prefer, require, verify-full" in told
