"""Topics of foreign dialects: which can be used in a site file, and who speaks that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.quarantine import QuarantineReason, in_dialect
from domain.site import Site
from ingest.codecs.codec import Decoded, Wrong
from ingest.point_values import shown, storable
from ingest.troubles import refused

_LONGEST_NAME = 200
_OUR_OWN = "steward"


def unusable(topic: str) -> str | None:
    """Why nothing can be published on `topic` or under it, as far as we would listen; `None` if it can."""
    if any(wildcard in topic for wildcard in "+#"):
        return "+ and # are wildcards"
    if "" in topic.split("/"):
        return "it has an empty level"
    if topic.startswith("$"):
        return "what begins with $ is the broker's own"
    if topic.split("/", maxsplit=1)[0] == _OUR_OWN:
        return f"{_OUR_OWN}/ is where Steward's own messages are"
    return None if topic.isprintable() else "it has characters that cannot be printed"


def unusable_names(site: Site, codec: str) -> Iterator[Wrong]:
    """Devices of `codec` whose names on the wire cannot stand in a topic."""
    for device in site.devices.values():
        dialect = site.dialects.get(device.dialect)
        if dialect is None or dialect.codec != codec:
            continue
        trouble = unusable(f"devices/{device.name_on_wire}")
        if trouble is not None:
            yield Wrong(f"`{device.id}` cannot be called `{device.name_on_wire}` on the wire: {trouble}", "Write its `address` as it stands in its topic")


def without_covered(filters: Iterable[str]) -> list[str]:
    """`filters`, each once, without those that one ending in ``/#`` brings anyway: a broker may send what two of them match twice."""
    each = list(dict.fromkeys(filters))
    wide = [filter_.removesuffix("#") for filter_ in each if filter_.endswith("/#")]
    return [filter_ for filter_ in each if not any(filter_.startswith(base) and filter_ != f"{base}#" for base in wide)]


def stranger(name: str, dialect: str) -> Decoded:
    """A message of a device that the site file does not know: it is shown as a new one, if its name can be."""
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable() or not storable(name):
        return refused(QuarantineReason.BAD_TOPIC, f"{shown(name)} cannot be the name of a device of the dialect `{dialect}`")
    return refused(QuarantineReason.UNKNOWN_DEVICE, in_dialect(f"no device is called {shown(name)}", dialect), name)
