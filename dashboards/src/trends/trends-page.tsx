import { Alert, App, Button, Card, Checkbox, Empty, Select, Skeleton } from "antd";
import type { EChartsType } from "echarts/core";
import { Suspense, useCallback, useMemo, useRef } from "react";
import { useSearchParams } from "react-router";

import { useAssetNames } from "../assets/use-assets";
import type { Look } from "../charts/look";
import { download, save } from "../layout/download";
import { Failure } from "../layout/failure";
import { lazyPart } from "../layout/lazy-part";
import { Page } from "../layout/page";
import { useKey } from "../layout/use-key";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useMay, useZone } from "../sites/site-context";
import { useNow } from "../time/clock";
import { axisMoment, fullMoment } from "../time/format";
import { ViewsMenu } from "../views/views-menu";
import { OrderLane } from "./order-lane";
import { PointPicker } from "./point-picker";
import { RuleLimits } from "./rule-limits";
import type { Series } from "./series";
import { heightOf, rightOf, trendPanels } from "./trend-panels";
import { TrendSums } from "./trend-sums";
import styles from "./trends.module.css";
import { useAlarmSpans, useTrend, useTrendMarks, useTrendPoints } from "./use-trend";
import { between, COMPARED, type Compared, DRAWN, type Drawn, lengthOf, moved, paramsOf, type Span, SPANS, type TrendView, viewOf, zoomed } from "./view";

const TrendCanvas = lazyPart(() => import("./trend-canvas"));
/** What follows the present is drawn anew so often. */
const FOLLOW_S = 30;

/** The course of any points over any time, beside each other, with the alarms of their equipment. */
export default function TrendsPage() {
  const words = useWords();
  const { t, text, language } = words;
  const zone = useZone();
  const now = useNow(FOLLOW_S);
  const mayExport = useMay("export");
  const assets = useAssetNames();
  const tell = useProblemNotice();
  const { message } = App.useApp();
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => viewOf(params), [params]);
  const to = view.end ?? now;
  const from = to - view.length;
  const { points, busy: looking, error: lost } = useTrendPoints(view.points);
  const { series, window, busy, error } = useTrend(points, view, from, to);
  const shown = (what: Drawn) => !view.without.includes(what);
  const alarmSpans = useAlarmSpans(points, from, to, text);
  const marks = useTrendMarks(points, from, to);
  const alarms = shown("alarms") ? alarmSpans : [];
  const orders = shown("orders") ? marks.orders : [];
  const limits = shown("limits") ? marks.limits : [];
  const drawing = useRef<EChartsType | null>(null);

  const show = (next: TrendView) => setParams(paramsOf(next), { replace: true });
  useKey("ArrowLeft", () => show(moved(view, -0.5, now)));
  useKey("ArrowRight", () => show(moved(view, 0.5, now)));
  useKey("+", () => show(zoomed(view, 0.5, now)));
  useKey("-", () => show(zoomed(view, 2, now)));

  const nameOf = useCallback(({ point }: Series) => `${assets.name(point.site, point.asset)} ${text(point.name)}`, [assets, text]);
  const windowMs = window === undefined ? null : windowLength(window);
  // Answers that come are new objects each time; what they hold decides whether anything is drawn anew.
  const drawn = JSON.stringify([series.map(({ point, samples, earlier }) => [point.id, samples.length, samples.at(-1), samples[0], earlier.length]), alarms, orders, limits]);
  const option = useCallback(
    (look: Look) =>
      trendPanels({
        series,
        alarms,
        orders: orders.map(({ opened_at: opened, number }) => ({ at: Date.parse(opened), label: number })).filter(({ at }) => at >= from),
        limits: limits.map(({ point, value, name, severity }) => ({ point, value, label: text(name), severity })),
        from,
        to,
        windowMs,
        look,
        nameOf,
        axisTime: (moment) => axisMoment(moment, to - from, zone, language),
        fullTime: (moment) => fullMoment(moment, zone, language),
        earlierName: view.compared === null ? "" : t(`trends.compared.${view.compared}`),
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `drawn` stands for `series` and what is drawn beside them
    [drawn, text, from, to, windowMs, nameOf, zone, language, view.compared, t],
  );

  function exportTable() {
    const asked = new URLSearchParams({ points: points.map(({ id }) => id).join(","), from: new Date(from).toISOString(), to: new Date(to).toISOString(), lang: language });
    if (window !== undefined) asked.set("window", window);
    download(`/api/v1/trends/table?${asked.toString()}`, "trend.csv").catch(tell);
  }

  async function exportPicture() {
    const address = drawing.current?.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: getComputedStyle(document.body).backgroundColor });
    if (address === undefined) return;
    const bytes = Uint8Array.from(atob(address.slice(address.indexOf(",") + 1)), (sign) => sign.charCodeAt(0));
    save(new Blob([bytes], { type: "image/png" }), "trend.png");
    await message.success(t("trends.saved"));
  }

  const span = SPANS.find((each) => lengthOf(each) === view.length) ?? null;
  const empty = series.every(({ samples }) => samples.length === 0);
  return (
    <Page
      title={t("trends.title")}
      actions={
        <>
          <ViewsMenu page="trends" />
          {mayExport && (
            <Button disabled={points.length === 0} onClick={exportTable} data-testid="trend-csv">
              {t("trends.csv")}
            </Button>
          )}
          <Button disabled={points.length === 0 || empty} onClick={() => void exportPicture()} data-testid="trend-png">
            {t("trends.png")}
          </Button>
        </>
      }
    >
      <div className={styles.bar}>
        <div className={styles.points}>
          <PointPicker ids={view.points} points={points} choose={(ids) => show({ ...view, points: ids })} />
        </div>
        <Select<Span>
          value={span ?? undefined}
          placeholder={t("trends.span.own")}
          aria-label={t("trends.span")}
          options={SPANS.map((value) => ({ value, label: t(`trends.span.${value}`) }))}
          onChange={(value) => show({ ...view, length: lengthOf(value) })}
          className={styles.choice}
          data-testid="trend-span"
        />
        <Select<Compared | "none">
          value={view.compared ?? "none"}
          aria-label={t("trends.compare")}
          options={(["none", ...COMPARED] as const).map((value) => ({ value, label: t(`trends.compared.${value}`) }))}
          onChange={(value) => show({ ...view, compared: value === "none" ? null : value })}
          className={styles.choice}
          data-testid="trend-compare"
        />
        <span className={styles.moves}>
          <Button aria-label={t("trends.earlier")} title={t("trends.earlier")} onClick={() => show(moved(view, -0.5, now))} data-testid="trend-earlier">
            ←
          </Button>
          <Button aria-label={t("trends.later")} title={t("trends.later")} disabled={view.end === null} onClick={() => show(moved(view, 0.5, now))}>
            →
          </Button>
          <Button aria-label={t("trends.nearer")} title={t("trends.nearer")} onClick={() => show(zoomed(view, 0.5, now))} data-testid="trend-nearer">
            +
          </Button>
          <Button aria-label={t("trends.farther")} title={t("trends.farther")} onClick={() => show(zoomed(view, 2, now))}>
            −
          </Button>
          <Button type={view.end === null ? "primary" : "default"} aria-pressed={view.end === null} onClick={() => show({ ...view, end: null })} data-testid="trend-now">
            {t("trends.now")}
          </Button>
        </span>
      </div>
      <Checkbox.Group<Drawn>
        className={styles.drawn}
        value={DRAWN.filter(shown)}
        options={DRAWN.map((value) => ({ value, label: <span data-testid={`trend-drawn-${value}`}>{t(`trends.drawn.${value}`)}</span> }))}
        onChange={(chosen) => show({ ...view, without: DRAWN.filter((what) => !chosen.includes(what)) })}
        aria-label={t("trends.drawn")}
      />
      <Card size="small">
        {view.points.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("trends.none")} />}
        {lost !== null && <Failure error={lost} />}
        {error !== null && <Alert type="error" title={t("trends.failed")} showIcon />}
        {view.points.length > 0 && !looking && points.length === 0 && lost === null && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("trends.gone")} />}
        {points.length > 0 && empty && !busy && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("trend.none")} />}
        {(looking || (points.length > 0 && busy && empty)) && view.points.length > 0 && <Skeleton active paragraph={{ rows: 8 }} />}
        {points.length > 0 && !empty && (
          <Suspense fallback={<Skeleton active paragraph={{ rows: 8 }} />}>
            <TrendCanvas
              option={option}
              height={heightOf(series)}
              label={t("trends.drawing", { names: series.map(nameOf).join(", ") })}
              drawn={(drawn) => {
                drawing.current = drawn;
              }}
              chosen={(since, until) => show(between(view, since, until, now))}
            />
          </Suspense>
        )}
        {points.length > 0 && orders.length > 0 && <OrderLane orders={orders} more={marks.orders_left_out} from={from} to={to} right={rightOf(series)} />}
        {points.length > 0 && limits.length > 0 && <RuleLimits limits={limits} points={points} />}
      </Card>
      {points.length > 0 && <TrendSums series={series} nameOf={nameOf} window={window} />}
    </Page>
  );
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `5m`, in ms. */
function windowLength(window: string): number {
  return Number(window.slice(0, -1)) * (SECONDS[window.slice(-1)] ?? 1) * 1_000;
}
