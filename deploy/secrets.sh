#!/usr/bin/env bash
# Makes the secrets that deploy/compose.yaml names, once, in a folder that only its owner may enter. Needs mosquitto_passwd
# (Debian: apt install mosquitto) or leaves it to you to write secrets/mosquitto_passwords.
set -euo pipefail
cd "$(dirname "$0")"
# The folder keeps others out; the files must be readable inside the containers, whose users are not the owner.
mkdir -p -m 0700 secrets
fresh() { [ -s "secrets/$1" ] || { head -c 24 /dev/urandom | base64 | tr -d '/+=\n' > "secrets/$1"; echo "made secrets/$1"; }; }
fresh mqtt_password
fresh mqtt_drill_password
fresh records_password
fresh influxdb_password
fresh influxdb_token
fresh grafana_password
[ -s secrets/influxdb_username ] || printf steward > secrets/influxdb_username
if [ ! -s secrets/mosquitto_passwords ]; then
  command -v mosquitto_passwd >/dev/null || { echo "secrets.sh: mosquitto_passwd is missing; install mosquitto, or write secrets/mosquitto_passwords by hand" >&2; exit 2; }
  touch secrets/mosquitto_passwords
  mosquitto_passwd -b secrets/mosquitto_passwords steward "$(cat secrets/mqtt_password)"
  mosquitto_passwd -b secrets/mosquitto_passwords steward-drill "$(cat secrets/mqtt_drill_password)"
  echo "made secrets/mosquitto_passwords; devices get theirs by \`steward device credentials\` (docs/joining-devices.md)"
fi
