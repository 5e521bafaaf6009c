"""Requests to InfluxDB by its client, and what its answers mean: try again later, or this data is never taken."""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import influxdb_client
import urllib3
from influxdb_client.client.exceptions import InfluxDBError
from influxdb_client.rest import ApiException

from domain.telemetry import StoreUnavailable
from storage.telemetry.influx.flux import literal

_influx: Any = influxdb_client
"""Its classes carry no types."""

_BAD_DATA = frozenset({400, 422})
_BAD_TOKEN = frozenset({401, 403})
_NOT_FOUND = 404
_TOO_LARGE = 413
_ALREADY_THERE = 422
_GZIP = 16 + zlib.MAX_WBITS
_LONGEST_SAID = 300
_PLAIN_CSV = _influx.Dialect(header=True, delimiter=",", comment_prefix="#", annotations=[], date_time_format="RFC3339")


class DataRefused(Exception):
    """InfluxDB will not take something of what was written; it need not be all of it, and it does not say which."""


class BucketMissing(StoreUnavailable):
    """The bucket is not there, or the token may not see it."""


class InfluxConnection:
    """One bucket of one server. Threads may share it. Raises `StoreUnavailable`, which never shows the token."""

    def __init__(self, url: str, org: str, bucket: str, token: str, *, timeout_s: float, ca_file: str | None) -> None:
        self._url, self._org, self._bucket, self._token = url, org, bucket, token
        self._compress = not is_loopback(url)
        self._client = _influx.InfluxDBClient(url, token, org=org, timeout=int(timeout_s * 1000), ssl_ca_cert=ca_file)
        self._writes = _influx.WriteService(self._client.api_client)

    def write(self, lines: bytes) -> None:
        """Store line protocol with nanoseconds. Raises `DataRefused` when some line, or the size, is at fault."""
        body, encoding = (_gzip(lines), "gzip") if self._compress else (lines, "identity")
        with self._answers(writing=True):
            self._writes.post_write(self._org, self._bucket, body, precision="ns", content_encoding=encoding, content_type="text/plain; charset=utf-8")

    def query(self, flux: str) -> Iterator[Mapping[str, str]]:
        """The rows of all tables that a query yields, as text by column; ``result`` is the name of the yield."""
        with self._answers():
            text = self._client.query_api().query_raw(flux, dialect=_PLAIN_CSV).data.decode()
        return self._rows(text)

    def delete(self, start: str, stop: str, predicate: str) -> None:
        """Delete what the predicate says from `start` to `stop` (RFC 3339)."""
        with self._answers():
            self._client.delete_api().delete(start, stop, predicate, self._bucket, self._org)

    def check_rights(self) -> None:
        """Raise `StoreUnavailable` unless the bucket is there and the token may read and write it."""
        for _ in self.query(f"from(bucket: {literal(self._bucket)}) |> range(start: -1s) |> limit(n: 1)"):
            break
        self.write(b"\n")

    def create_bucket(self, keep_s: int) -> None:
        """Make the bucket, keeping data for `keep_s` seconds (0: for ever); one that is there already is left as it is."""
        rules = [_influx.BucketRetentionRules(type="expire", every_seconds=keep_s)] if keep_s else []
        with self._answers():
            try:
                self._client.buckets_api().create_bucket(bucket_name=self._bucket, org=self._org, retention_rules=rules)
            except ApiException as error:
                if error.status in _BAD_TOKEN or error.status == _NOT_FOUND:
                    raise self._bucket_missing() from None
                if error.status != _ALREADY_THERE:
                    raise
            except InfluxDBError:  # the client found no organisation of this name that the token may see
                raise self._bucket_missing() from None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @contextmanager
    def _answers(self, *, writing: bool = False) -> Iterator[None]:
        """What goes wrong inside, as one of our exceptions; `DataRefused` only when `writing`."""
        try:
            yield
        except ApiException as error:
            raise self._meaning(error, writing=writing) from None
        except (urllib3.exceptions.HTTPError, OSError, UnicodeDecodeError) as error:
            raise StoreUnavailable(f"InfluxDB at {self._url} cannot be reached: {self._harmless(str(error))}") from error

    def _meaning(self, error: ApiException, *, writing: bool) -> Exception:
        status, ours, said = error.status, *_said(error)
        said = self._harmless(said)
        if writing and (status == _TOO_LARGE or (status in _BAD_DATA and ours)):
            return DataRefused(said)
        if status in _BAD_TOKEN:
            return StoreUnavailable(
                f"InfluxDB at {self._url} does not take the token ({said}): give one that may read and write bucket `{self._bucket}`"
                " in `token_file` or STEWARD_INFLUXDB_TOKEN"
            )
        if status == _NOT_FOUND and ours and "bucket" in said:
            return self._bucket_missing()
        if status == _NOT_FOUND or (ours and said.endswith(f'organization name "{self._org}" not found')):
            return StoreUnavailable(f"InfluxDB at {self._url}: {said}. Check `url` and `org` ({self._org})")
        unavailable = StoreUnavailable(f"InfluxDB at {self._url} answers {status or 'nothing'}: {said}")
        unavailable.retry_after_s = _retry_after_s(error)
        return unavailable

    def _bucket_missing(self) -> BucketMissing:
        return BucketMissing(
            f"InfluxDB at {self._url} has no bucket `{self._bucket}` in organisation `{self._org}` that this token may use, or may make:"
            f" create it (influx bucket create --org {self._org} --name {self._bucket}), or give a token that may"
        )

    def _rows(self, text: str) -> Iterator[Mapping[str, str]]:
        """The rows of Flux's CSV, where an empty line comes before each new header."""
        header: list[str] | None = None
        for row in csv.reader(io.StringIO(text, newline="")):
            if not row:
                header = None
            elif header is None:
                header = row
            elif "error" in header and "reference" in header:
                said = row[header.index("error")]
                raise StoreUnavailable(f"InfluxDB at {self._url} broke off a query: {self._harmless(said)}")
            else:
                yield dict(zip(header, row, strict=False))

    def _harmless(self, said: str) -> str:
        return " ".join(said.replace(self._token, "***").split())[:_LONGEST_SAID]


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine by its own loopback: then compressing only costs."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _gzip(lines: bytes) -> bytes:
    packer = zlib.compressobj(level=1, wbits=_GZIP)
    return packer.compress(lines) + packer.flush()


def _said(error: ApiException) -> tuple[bool, str]:
    """Whether InfluxDB itself spoke (and not a proxy before it), and what was said."""
    body = error.body.decode(errors="replace") if isinstance(error.body, bytes) else error.body or ""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and "code" in answer and "message" in answer:
        return True, str(answer["message"])
    return False, str(body or error.reason or "no more is said")


def _retry_after_s(error: ApiException) -> float | None:
    said = error.headers.get("Retry-After", "") if error.headers else ""
    return float(said) if said.isascii() and said.isdigit() else None
