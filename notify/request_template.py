"""How to ask somebody's HTTP gateway for something, written in the settings: an address, headers and a body with named fields.

A field stands as ``{phone}`` in any text. It is put in as the place demands (percent-encoded in the address, escaped in
JSON and forms), so no content can change what is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import parse_qsl, quote, urlencode

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from egress.client import Method

_FIELD = re.compile(r"\{([a-z_]+)\}")


class SecretSetting(BaseModel):
    """Where a secret is: in an environment variable, or in a file."""

    model_config = ConfigDict(extra="forbid")

    variable: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$", description="Environment variable that holds it")
    file: Path | None = Field(None, description="File that holds it, if the variable is not set")


class ValueSetting(BaseModel):
    """Where a value stands in what the gateway says: a JMESPath into its JSON, or a regular expression over its text (group 1, or all of it)."""

    model_config = ConfigDict(extra="forbid")

    path: str | None = Field(None, description="JMESPath, e.g. data.messageId")
    pattern: str | None = Field(None, description="Regular expression")

    @model_validator(mode="after")
    def _one_of_them(self) -> ValueSetting:
        if (self.path is None) == (self.pattern is None):
            raise ValueError("give either `path` or `pattern`")
        try:
            if self.path is not None:
                jmespath.compile(self.path)
            if self.pattern is not None:
                re.compile(self.pattern)
        except (JMESPathError, re.error) as error:
            raise ValueError(f"this cannot be read: {error}") from None
        return self

    def found(self, body: bytes) -> str | None:
        """The value as text; `None` if it is not there, or empty."""
        text = body.decode("utf-8", "replace")
        if self.pattern is not None:
            match = re.search(self.pattern, text)
            return None if match is None else match[1] if match.re.groups else match[0]
        try:
            value = jmespath.search(str(self.path), _document(text))
        except (JMESPathError, ValueError, RecursionError):
            return None
        return None if value is None or value == "" else str(value).lower() if isinstance(value, bool) else str(value)


class SuccessSetting(ValueSetting):
    """What says that it was taken: the value is there, and is one of `equals` if those are given."""

    equals: list[str] | None = Field(None, description="The values that mean success")

    def holds(self, body: bytes) -> bool:
        """Whether the answer says so."""
        value = self.found(body)
        return value is not None and (self.equals is None or value in self.equals)


class RequestTemplate(BaseModel):
    """A request to a gateway."""

    model_config = ConfigDict(extra="forbid")

    method: Literal["POST", "GET"] = "POST"
    url: str = Field(pattern=r"^https?://", description="Address; fields may stand in its path and query, never in its host")
    headers: dict[str, str] = Field(default_factory=dict)
    json_body: dict[str, Any] | None = Field(None, alias="json", description="Sent as JSON")
    form: dict[str, str] | None = Field(None, description="Sent as a form")
    secrets: dict[str, SecretSetting] = Field(default_factory=dict, description="Fields whose values are secret, by name")

    @field_validator("url")
    @classmethod
    def _host_is_fixed(cls, url: str) -> str:
        if "{" in url.partition("://")[2].partition("/")[0]:
            raise ValueError("no field may stand in the host of `url`")
        return url

    @model_validator(mode="after")
    def _one_body(self) -> RequestTemplate:
        if self.json_body is not None and self.form is not None:
            raise ValueError("give either `json` or `form`")
        return self

    def unknown(self, known: Mapping[str, object]) -> list[str]:
        """Names of fields that neither `known` nor `secrets` has."""
        used = {name for text in _texts([self.url, self.headers, self.json_body, self.form]) for name in _FIELD.findall(text)}
        return sorted(used - set(known) - set(self.secrets))


@dataclass(frozen=True, slots=True)
class Filled:
    """A request ready to be sent. Its parts may hold secrets: it has no `repr`."""

    method: Method
    url: str
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        return "Filled(…)"


def filled(template: RequestTemplate, fields: Mapping[str, str]) -> Filled:
    """The request with `fields` in their places. `KeyError` for a field that is not given."""
    url = _put(template.url, fields, lambda value: quote(value, safe="", errors="replace"))
    headers = {name: _put(value, fields, _for_header) for name, value in template.headers.items()}
    if template.json_body is not None:
        body = json.dumps(_put_deep(template.json_body, fields), ensure_ascii=False).encode("utf-8", "replace")
        return Filled(template.method, url, {"Content-Type": "application/json; charset=utf-8", **headers}, body)
    if template.form is not None:
        written = {name: _put(value, fields, str) for name, value in template.form.items()}
        body = urlencode(written, errors="replace").encode()
        return Filled(template.method, url, {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", **headers}, body)
    return Filled(template.method, url, headers, b"")


def said_in(body: bytes, content_type: str, query: Mapping[str, str]) -> bytes:
    """What a callback says as one JSON document: its query, and over it its form or its JSON object."""
    said: dict[str, Any] = dict(query)
    text = body.decode("utf-8", "replace")
    if content_type.startswith("application/x-www-form-urlencoded"):
        try:
            said.update(parse_qsl(text, max_num_fields=100))
        except ValueError:
            return json.dumps(said).encode()
    else:
        document = _document_or_none(text)
        if isinstance(document, dict):
            said.update(document)
    return json.dumps(said).encode()


def _document(text: str) -> Any:  # noqa: ANN401  any JSON
    return json.loads(text)


def _document_or_none(text: str) -> Any:  # noqa: ANN401  any JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _put(text: str, fields: Mapping[str, str], encoded: Callable[[str], str]) -> str:
    return _FIELD.sub(lambda found: encoded(fields[found[1]]), text)


def _put_deep(part: object, fields: Mapping[str, str]) -> object:
    if isinstance(part, str):
        return _put(part, fields, str)
    if isinstance(part, list):
        return [_put_deep(each, fields) for each in part]
    if isinstance(part, dict):
        return {name: _put_deep(each, fields) for name, each in cast("dict[str, object]", part).items()}
    return part


def _for_header(value: str) -> str:
    """Headers hold no line breaks and, to be understood everywhere, ASCII only."""
    return quote(value, safe=" !#$&'()*+,-./:;<=>?@[]^_`{|}~\"%", errors="replace")


def _texts(part: object) -> list[str]:
    if isinstance(part, str):
        return [part]
    if isinstance(part, list):
        return [text for each in part for text in _texts(each)]
    if isinstance(part, dict):
        return [text for each in part.values() for text in _texts(each)]
    return []
