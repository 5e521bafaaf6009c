"""Figures of a site's alarms by local day, as ISA-18.2 and EEMUA 191 want them (see ``docs/figures.md``)."""

from operations.figures.alarm_figures import AlarmFigures
from operations.figures.days import FiguresOfDays, alarm_figures, alarm_figures_of_days

__all__ = ["AlarmFigures", "FiguresOfDays", "alarm_figures", "alarm_figures_of_days"]
