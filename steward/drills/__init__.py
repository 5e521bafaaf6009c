"""Where drills meet the simulators: the one place that knows both."""
