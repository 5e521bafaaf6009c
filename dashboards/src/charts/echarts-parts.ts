/** The parts of ECharts that are used, and no others: they are fetched with the first chart. */
import { BarChart, LineChart } from "echarts/charts";
import { AxisPointerComponent, DataZoomInsideComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use as add } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

add([BarChart, LineChart, AxisPointerComponent, DataZoomInsideComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

export { init };
