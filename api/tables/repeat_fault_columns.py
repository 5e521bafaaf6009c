"""What stands in the table of repeat faults."""

from __future__ import annotations

from api.asked import Language
from api.tables.cells import moment, named, plain
from api.tables.csv_table import Column, in_language
from domain.text import Text
from domain.work_done import CAUSE_NAMES, REMEDY_NAMES
from operations.workdone.chronic import ChronicFault
from operations.workdone.record import yuan


def _remedies(fault: ChronicFault, language: Language) -> str:
    return " / ".join(in_language(REMEDY_NAMES[remedy], language) for remedy in fault.remedies)


REPEAT_FAULT_COLUMNS: tuple[Column[ChronicFault], ...] = (
    plain("项目", "Site", lambda fault: fault.site),
    plain("设备", "Asset", lambda fault: fault.asset),
    named("故障原因", "Cause", lambda fault: Text("", "") if fault.cause is None else CAUSE_NAMES[fault.cause]),
    plain("规则", "Rule", lambda fault: fault.rule),
    plain("维修次数", "Repairs", lambda fault: fault.count),
    plain("最近一次", "Last at", lambda fault: moment(fault.last_at)),
    plain("工时（分钟）", "Minutes", lambda fault: fault.minutes),
    plain("费用（元）", "Cost (yuan)", lambda fault: yuan(fault.cost_fen)),
    Column(Text("最近处理方式", "Last remedies"), _remedies),
)
