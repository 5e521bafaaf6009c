"""What the payload dialects that are not our own have in common, one idea a file; the dialects themselves are in `ingest.codecs`."""
