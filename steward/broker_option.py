"""The options of a command that speaks to a broker of its own."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

from domain.problem import BadConfiguration, Problem
from simulators.broker_address import BrokerAddress


def declare_broker(parser: argparse.ArgumentParser) -> None:
    """``--broker``, ``--tls-ca`` and ``--protocol``."""
    parser.add_argument("--broker", default="mqtt://127.0.0.1:1883", help="mqtt://user@host:port or mqtts://…; the password from STEWARD_MQTT_PASSWORD")
    parser.add_argument("--tls-ca", type=Path, help="certificate authority of the broker")
    parser.add_argument("--protocol", choices=["3.1.1", "5"], default="3.1.1", help="MQTT version (default: 3.1.1)")


def broker_address(arguments: argparse.Namespace) -> BrokerAddress:
    """The broker that is meant. Raises `BadConfiguration`."""
    try:
        address = BrokerAddress.parse(arguments.broker, tls_ca=arguments.tls_ca)
    except ValueError as error:
        raise BadConfiguration([Problem("--broker", None, str(error), "Correct the address")]) from None
    if arguments.tls_ca is not None and not arguments.tls_ca.is_file():
        raise BadConfiguration([Problem("--tls-ca", None, f"there is no file {arguments.tls_ca}", "Correct the path")])
    return replace(address, password=os.environ.get("STEWARD_MQTT_PASSWORD", address.password))
