import { useQuery } from "@tanstack/react-query";
import { Empty, Skeleton } from "antd";
import { Suspense } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Point } from "../api/schema";
import { Failure } from "../layout/failure";
import { lazyPart } from "../layout/lazy-part";
import { useWords } from "../messages/language-context";
import styles from "./point-trend.module.css";
import type { Mark } from "./trend-option";
import { windowFor } from "./window";

// No phone keeps the charts for the basement: without one, the page around it must stand all the same.
const TrendChart = lazyPart(() => import("./trend-chart"));

interface PointTrendProps {
  readonly pointId: string;
  readonly point: Point | undefined;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly limits?: readonly number[];
  readonly marks?: readonly Mark[];
}

const NOTHING: readonly never[] = [];

/** The course of a point, fetched in the grain that the span asks for. */
export function PointTrend({ pointId, point, from, to, limits = NOTHING, marks = NOTHING }: PointTrendProps) {
  const { t } = useWords();
  const window = windowFor(to - from);
  // Whole minutes, so that asking a few seconds later asks the same.
  const start = new Date(Math.floor(from / 60_000) * 60_000).toISOString();
  const end = new Date(Math.ceil(to / 60_000) * 60_000).toISOString();
  const query = useQuery({
    queryKey: keys.readings(pointId, start, end),
    queryFn: () => data(api.GET("/api/v1/points/{point_id}/readings", { params: { path: { point_id: pointId }, query: { from: start, to: end, window } } })),
    placeholderData: (before) => before,
  });

  if (query.isError && query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton.Node active className={styles.place} style={{ width: "100%", height: 220 }} />;
  if (query.data.items.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("trend.none")} />;
  return (
    <Suspense fallback={<Skeleton.Node active className={styles.place} style={{ width: "100%", height: 220 }} />}>
      <TrendChart point={point} readings={query.data.items} from={from} to={to} limits={limits} marks={marks} />
    </Suspense>
  );
}
