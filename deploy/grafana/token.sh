#!/usr/bin/env bash
# Makes the token that Grafana reads InfluxDB with, once: it may read the bucket and nothing else. InfluxDB must be running.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -s secrets/grafana_influxdb_token ]; then
  echo "token.sh: secrets/grafana_influxdb_token is there already; remove it to make a new one"
  exit 0
fi
made=$(docker compose exec -T influxdb sh -c '
  export INFLUX_TOKEN="$(cat /run/secrets/influxdb_token)"
  bucket=$(influx bucket list --org steward --name steward --hide-headers | cut -f 1)
  influx auth create --org steward --read-bucket "$bucket" --description grafana --json')
token=$(printf '%s' "$made" | sed -n 's/.*"token": *"\([^"]*\)".*/\1/p')
[ -n "$token" ] || { echo "token.sh: InfluxDB gave no token: is it up? docker compose -f deploy/compose.yaml logs influxdb" >&2; exit 1; }
printf '%s' "$token" > secrets/grafana_influxdb_token
echo "made secrets/grafana_influxdb_token"
