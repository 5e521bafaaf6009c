"""Reviews (复盘) of runs: the draft from the log, the time line beside the telemetry, findings, improvements, the printed record."""
