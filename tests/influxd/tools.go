//go:build tools

// Package influxd pins the real InfluxDB server that the integration tests run against.
// See build.sh for how it is built, and where the binary is kept.
package influxd

import _ "github.com/influxdata/influxdb/v2/cmd/influxd"
