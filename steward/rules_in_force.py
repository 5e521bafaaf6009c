"""The rules in force at a site: those of the files, with the versions that people have put live laid over them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from itertools import count

from domain.problem import BadConfiguration
from domain.records import Records, RecordsUnavailable
from domain.rule_version import RuleVersion
from domain.site import Site
from ingest.committing import Stopped
from rules.rule import Rule
from rules.ruleset import RuleSet, bind
from rules.versions import in_force

log = logging.getLogger(__name__)

_TRY_AGAIN_S = 1.0


class RulesInForce:
    """Of one site. For any thread; what was read once is kept, for versions never change."""

    def __init__(self, records: Records, site: Site, file_rules: Sequence[Rule], *, wait: Callable[[float], bool]) -> None:
        """`wait` waits so many seconds and says whether we are to stop."""
        self._records = records
        self._site = site
        self._file_rules = tuple(file_rules)
        self._wait = wait
        self._known: dict[int, tuple[tuple[Rule, ...], RuleSet]] = {}
        self._lock = threading.Lock()
        self._looked: tuple[int, int] | None = None
        """The newest version at all sites when we last looked, and the newest here."""

    def newest(self) -> int:
        """The sequence of the newest version at this site; 0: the files' own rules. Raises `RecordsUnavailable`."""
        with self._records.reading() as tx:
            everywhere = tx.rule_versions.newest()
            # Asked twice a second, and mostly nobody has put anything live since.
            looked = self._looked
            if looked is None or looked[0] != everywhere:
                here = max((version.sequence for version in tx.rule_versions.in_force(self._site.id)), default=0)
                looked = self._looked = (everywhere, here)
            return looked[1]

    def rules(self, sequence: int) -> tuple[Rule, ...]:
        """The rules at `sequence`. Waits for the records if they are away; raises `Stopped` if we are to stop meanwhile."""
        return self._at(sequence)[0]

    def ruleset(self, sequence: int) -> RuleSet:
        """The same, bound to the site. A version that no longer fits the site is left out, loudly: then the files' rule holds."""
        return self._at(sequence)[1]

    def _at(self, sequence: int) -> tuple[tuple[Rule, ...], RuleSet]:
        with self._lock:
            if sequence not in self._known:
                self._known[sequence] = self._bound(self._versions(sequence))
            return self._known[sequence]

    def _versions(self, sequence: int) -> Sequence[RuleVersion]:
        if sequence == 0:
            return ()
        for attempt in count():
            try:
                with self._records.reading() as tx:
                    return tx.rule_versions.in_force(self._site.id, sequence)
            except RecordsUnavailable as error:
                if attempt == 0:
                    log.error("%s: the rules of version %d cannot be read yet: %s", self._site.id, sequence, error)
            if self._wait(_TRY_AGAIN_S):
                break
        raise Stopped

    def _bound(self, versions: Sequence[RuleVersion]) -> tuple[tuple[Rule, ...], RuleSet]:
        """Every version that fits; the site file or the library may have changed since somebody put it live."""
        fitting = list(versions)
        for version in versions:
            try:
                bind(in_force(self._file_rules, [version]), self._site)
            except BadConfiguration as error:
                log.error("%s: version %d of %s no longer fits and is left out: %s", self._site.id, version.number, version.rule, error)
                fitting.remove(version)
        rules = in_force(self._file_rules, fitting)
        try:
            return rules, bind(rules, self._site)
        except BadConfiguration as error:
            log.error("%s: the versions put live do not go together; the files' rules hold: %s", self._site.id, error)
            return self._file_rules, bind(self._file_rules, self._site)


class RulesOfSites:
    """What the API asks: `api.services.RulesInForce` over all sites."""

    def __init__(self, records: Records, sites: Mapping[str, Site], file_rules: Sequence[Rule]) -> None:
        self._file_rules = tuple(file_rules)
        self._sites = {site.id: RulesInForce(records, site, file_rules, wait=_never) for site in sites.values()}

    def of(self, site: str) -> Sequence[Rule]:
        """Those in force at `site` now. Raises `RecordsUnavailable` at once, for somebody waits for the answer."""
        rules = self._sites[site]
        try:
            return rules.rules(rules.newest())
        except Stopped:
            raise RecordsUnavailable("the versions of the rules cannot be read") from None

    def from_files(self) -> Sequence[Rule]:
        """Those of the files."""
        return self._file_rules


def _never(_seconds: float) -> bool:
    """Do not wait."""
    return True
