"""An emergency plan as a file: YAML or JSON, as `domain.plan_json` writes it, and back."""

from __future__ import annotations

import json
from enum import StrEnum

import yaml

from api.problems import TooLarge, Unusable
from configuration.document import parse
from domain.plan import Plan
from domain.plan_json import plan_json, plan_of
from domain.problem import BadConfiguration
from domain.text import Text

LARGEST_DOCUMENT = 512 * 1024
DEEPEST = 40
_FILE = "plan"


class DocumentForm(StrEnum):
    """In what form a plan is wanted."""

    YAML = "yaml"
    JSON = "json"

    @property
    def content_type(self) -> str:
        """What the answer is."""
        return "application/yaml; charset=utf-8" if self is DocumentForm.YAML else "application/json"


def written_document(plan: Plan, form: DocumentForm) -> str:
    """The plan as text, Chinese as it is."""
    document = plan_json(plan)
    if form is DocumentForm.JSON:
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, default_flow_style=False, width=120)


def read_document(content: bytes) -> Plan:
    """The plan in a file. JSON is YAML too. Raises `TooLarge`, or `Unusable` with the line or the place that cannot be read."""
    if len(content) > LARGEST_DOCUMENT:
        raise TooLarge(Text(f"预案文件最大 {LARGEST_DOCUMENT // 1024} KB", f"The file of a plan may have {LARGEST_DOCUMENT // 1024} kB at most."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unusable(Text("文件不是 UTF-8 文本", "The file is no UTF-8 text.")) from None
    if any(letter in text for letter in ("\0", "\ud800")):
        raise Unusable(Text("文件含有无法保存的字符", "The file has characters that cannot be kept."))
    _refuse_deep(text)
    try:
        data = parse(text, _FILE).data
    except BadConfiguration as error:
        first = error.problems[0]
        raise Unusable(Text(f"第 {first.line} 行无法读取：{first.problem}", f"Line {first.line} cannot be read: {first.problem}. {first.remedy}.")) from None
    except (RecursionError, ValueError, yaml.YAMLError):
        raise Unusable(_UNREADABLE) from None
    if not isinstance(data, dict):
        raise Unusable(_UNREADABLE)
    try:
        return plan_of(data)
    except ValueError as error:
        raise Unusable(Text(f"预案文件有误：{error}", f"The file is no plan: {error}. docs/emergency-plans.md says what each field holds.")) from None


_UNREADABLE = Text("文件不是预案，请使用“下载文件”得到的 YAML 或 JSON", "The file holds no plan. Use YAML or JSON as the download of a plan gives it.")


def _refuse_deep(text: str) -> None:
    """Lists within lists without end, and names for parts (which can grow without bound): no plan has either."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.AliasEvent):
                raise Unusable(_UNREADABLE)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise Unusable(_UNREADABLE)
    except yaml.YAMLError:
        return
