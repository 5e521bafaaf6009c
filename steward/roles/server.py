"""The server: API, live stream, web app."""

from __future__ import annotations

from api.app import create_app
from api.live.live_state import LiveState
from api.serve import listen, serve
from api.services import Services
from dashboards import web_app_folder
from domain.time import utc_now
from operations.forms.typeset import Typesetter
from steward import __version__
from steward.channels import open_all
from steward.drills.scenarios import HouseScenarios
from steward.folders import own_folder, signing_secret
from steward.installation import load_installation
from steward.joining.bound import SiteFiles
from steward.residents import outlets_of
from steward.rules_in_force import RulesOfSites
from steward.settings import Settings, fonts_folder
from steward.simulator_socket import SimulatorSocket
from steward.stopping import stop_event
from steward.wiring import open_records, open_telemetry


def run(settings: Settings) -> int:
    """Until told to stop."""
    stop = stop_event()
    installation = load_installation(settings.file)
    listener = listen(settings.server.host, settings.server.port)
    records = open_records(settings, stop)
    if records is None:
        return 0
    telemetry = open_telemetry(settings)
    services = Services(
        records=records,
        telemetry=telemetry,
        sites=installation.sites,
        rules=RulesOfSites(records, installation.sites, installation.rules),
        live=LiveState(),
        clock=utc_now,
        secret=signing_secret(settings.data_dir),
        uploads=own_folder(settings.data_dir / "uploads"),
        web_app=web_app_folder(),
        version=__version__,
        feeds={site: settings.live_socket(site) for site in installation.sites},
        egress=settings.egress,
        typesetter=Typesetter(fonts_folder(settings.server)),
        public_url=settings.server.public_url.rstrip("/"),
        phone_code=settings.server.phone_code,
        joining=SiteFiles(settings),
        channels=open_all(settings),
        resident_ways=outlets_of(settings).ways,
        simulation=None if settings.server.simulators is None else SimulatorSocket(settings.server.simulators),
        drill_scenarios=HouseScenarios(),
    )
    try:
        serve(
            create_app(services),
            settings.server.host,
            settings.server.port,
            stop=stop,
            certificate=settings.server.tls_certificate,
            key=settings.server.tls_key,
            listener=listener,
        )
    finally:
        telemetry.close()
        records.close()
    return 0
