"""What is wrong with a plan is said in words of both languages, each at its place in the document."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from devices.site_file import load_site
from domain.plan import Plan
from domain.plan_json import plan_json, plan_of
from ingest.codecs import codecs
from operations.plans.document import problems_of
from operations.plans.library import load

EXAMPLE = Path(__file__).parents[3] / "examples" / "riverside" / "site.yaml"
FLOODING = plan_json(load()["flooding"])
TELEMETRY = "phases[0].steps[5].done.telemetry"
"""Where the step waits for the lifts to stand high."""


def changed(way: str, value: object) -> Plan:
    """The plan for flooding with what stands at `way` replaced by `value`."""
    document: Any = copy.deepcopy(FLOODING)
    *before, last = [int(step) if step.isdigit() else step for step in way.replace("[", ".").replace("]", "").split(".")]
    part = document
    for step in before:
        part = part[step]
    part[last] = value
    return plan_of(document)


WAITS = {"asset_type": "lift", "point": "floor", "above": 2, "every": True}
SAME = {"key": "same", "name": {"zh": "同", "en": "Same"}, "steps": FLOODING["phases"][0]["steps"][:1]}  # type: ignore[index,call-overload]

WRONG = {
    "a key that is no slug": ("key", "Flood!", "key", "small letters"),
    "a title without English": ("title", {"zh": "内涝", "en": " "}, "title.en", "English text is missing"),
    "an instruction without Chinese": ("phases[0].steps[0].instruction", {"zh": "", "en": "Go"}, "phases[0].steps[0].instruction.zh", "Chinese text"),
    "a half muster": ("musters[0].bring", {"zh": "泵", "en": ""}, "musters[0].bring.en", "English text"),
    "no practice": ("follows", [], "follows", "no standard"),
    "no phase": ("phases", [], "phases", "no phase"),
    "no step": ("phases[0].steps", [], "phases[0].steps", "no step"),
    "no limit at all": ("phases[0].steps[0].within_s", 0, "phases[0].steps[0].within_s", "more than 0"),
    "a muster without time": ("musters[1].within_s", -1, "musters[1].within_s", "more than 0"),
    "a rule that is not there": ("trigger", {"rules": ["sump.hihg"], "starts": []}, "trigger.rules[0]", "no rule sump.hihg"),
    "a contact that nobody knows": ("contacts[0]", "firemen", "contacts[0]", "Nobody is known as firemen"),
    "a step that calls nobody": ("phases[0].steps[3].contact", "nobody", "phases[0].steps[3].contact", "Nobody is known"),
    "a procedure that is not there": ("phases[0].steps[0].sop", "swim", "phases[0].steps[0].sop", "no procedure swim"),
    "a picture that is missing": ("phases[0].steps[0].pictures", ["gone"], "phases[0].steps[0].pictures[0]", "picture gone is missing"),
    "a post that commands twice": ("command.deputies", ["manager"], "command.deputies", "named twice"),
    "a department that checks in twice": ("musters[1].department", "engineering", "musters", "2 times"),
    "a key twice": ("phases[1]", SAME, "phases", "on-the-spot stands here 2 times"),
    "a key twice with the preparation": ("preparation.phases[0].steps[0].key", "on-the-spot", "phases", "on-the-spot stands here 2 times"),
    "a type that is not there": (f"{TELEMETRY}.asset_type", "elevator", f"{TELEMETRY}.asset_type", "no type of equipment elevator"),
    "a point that is not there": (f"{TELEMETRY}.point", "storey", f"{TELEMETRY}.point", "lift has no point storey"),
    "two conditions": (TELEMETRY, {**WAITS, "below": 9}, TELEMETRY, "Exactly one condition"),
    "no condition": (TELEMETRY, {"asset_type": "lift", "point": "floor"}, TELEMETRY, "Exactly one condition"),
    "a value that is not there": (TELEMETRY, {"asset_type": "lift", "point": "mode", "equals": "asleep"}, f"{TELEMETRY}.equals", "no such value"),
    "a word for yes or no": (TELEMETRY, {"asset_type": "lift", "point": "occupied", "equals": "yes"}, f"{TELEMETRY}.equals", "true or false"),
    "a number that equals": (TELEMETRY, {"asset_type": "lift", "point": "floor", "equals": "1"}, f"{TELEMETRY}.equals", "above or below"),
    "several states": (TELEMETRY, {"asset_type": "fire_panel", "point": "status_bits", "equals": "fire"}, f"{TELEMETRY}.equals", "several states"),
    "what is so before anything happened": (
        TELEMETRY,
        {"asset_type": "lift", "point": "mode", "equals": "normal"},
        f"{TELEMETRY}.once_open",
        "only once the phase has opened",
    ),
    "above of a word": (TELEMETRY, {"asset_type": "lift", "point": "mode", "above": 1}, f"{TELEMETRY}.above", "no number"),
    "beyond the sensor": (TELEMETRY, {"asset_type": "generator", "point": "fuel", "above": 170}, f"{TELEMETRY}.above", "outside"),
    "a hold before now": (f"{TELEMETRY}.hold_s", -1, f"{TELEMETRY}.hold_s", "less than 0"),
    "a reading that is not described": ("phases[0].steps[0].done", {"kind": "reading"}, "phases[0].steps[0].done.reading", "which reading"),
    "telemetry that is not described": ("phases[0].steps[0].done", {"kind": "telemetry"}, "phases[0].steps[0].done.telemetry", "which telemetry"),
    "a tick with telemetry": ("phases[0].steps[0].done", {"kind": "tick", "telemetry": WAITS}, "phases[0].steps[0].done.telemetry", "no telemetry"),
    "a reading without a label": (
        "phases[0].steps[0].done",
        {"kind": "reading", "reading": {"label": {"zh": "水位", "en": ""}}},
        "phases[0].steps[0].done.reading.label.en",
        "English text",
    ),
    "a reading upside down": ("phases[3].steps[0].done.reading.low", 99999, "phases[3].steps[0].done.reading.low", "above the upper"),
    "a watched type that is not there": ("watched[0].asset_type", "pond", "watched[0].asset_type", "no type"),
    "a watched point that is not there": ("watched[0].points[1]", "depth", "watched[0].points[1]", "sump has no point depth"),
    "nothing watched": ("watched[0].points", [], "watched[0].points", "No point"),
    "no warning": ("preparation.warned", [], "preparation.warned", "No kind"),
    "a step of the preparation": ("preparation.phases[1].steps[0].within_s", 0, "preparation.phases[1].steps[0].within_s", "more than 0"),
}


@pytest.mark.parametrize(("way", "value", "place", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_mistake_is_found_at_its_place(way: str, value: object, place: str, words: str) -> None:
    found = problems_of(changed(way, value), pictures=())
    assert [where for where, _text in found] == [place] * len(found)
    assert words in found[0][1].en
    assert all(text.zh for _where, text in found)


def test_every_mistake_is_told_of_at_once() -> None:
    plan = changed("title", {"zh": "", "en": ""})
    assert [where for where, _text in problems_of(plan)] == ["title.zh", "title.en"]


def test_a_point_that_no_asset_of_the_site_has_is_a_mistake_there_only() -> None:
    plan = changed("watched[0].points[3]", "pump_9_run")
    site = load_site(EXAMPLE, codecs=codecs())
    assert problems_of(plan) == []
    assert [(where, text.en) for where, text in problems_of(plan, site)] == [("watched[0].points[3]", "No sump of this site has the point pump_9_run")]


def test_equipment_that_a_site_does_not_have_is_no_mistake() -> None:
    site = load_site(EXAMPLE, codecs=codecs())
    bare = type(site)(site.id, site.name, site.time_zone, site.spaces, {}, {})
    assert problems_of(load()["flooding"], bare) == []


def test_rules_contacts_and_pictures_of_the_site_may_be_named() -> None:
    plan = changed("trigger", {"rules": ["my.own"], "starts": []})
    assert problems_of(plan, rules=["my.own"]) == []
    called = changed("contacts[0]", "boat-club")
    assert problems_of(called, contacts=["boat-club"]) == []
    shown = changed("phases[0].steps[0].pictures", ["p1"])
    assert problems_of(shown, pictures=["p1"]) == []
