import { Empty, Segmented, Skeleton } from "antd";
import { useSearchParams } from "react-router";

import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { useNow } from "../time/clock";
import { RepeatCards } from "./repeat-cards";
import { RepeatTable } from "./repeat-table";
import { useRepeatFaults } from "./use-repeat-faults";

const SPANS = [30, 90, 365] as const;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Which equipment fails again and again, what that costs, and what was tried. */
export default function RepeatsPage() {
  const { t } = useWords();
  const { site } = useHere();
  const narrow = useNarrow();
  const now = useNow(3600);
  const [params, setParams] = useSearchParams();
  const days = SPANS.find((span) => String(span) === params.get("days")) ?? 90;
  // To the day, so that the same question is asked all day long.
  const since = new Date((Math.floor(now / DAY_MS) - days) * DAY_MS).toISOString();
  const { data: faults, error, refetch } = useRepeatFaults(since);
  return (
    <Page title={t("workDone.repeats")} actions={<ExportButton path="/api/v1/repeat-faults" query={{ site: site.id, since }} name="repeat-faults" />}>
      <p className="quiet">{t("workDone.repeatsWhat")}</p>
      <div>
        <Segmented
          value={days}
          onChange={(span) => setParams(span === 90 ? {} : { days: String(span) }, { replace: true })}
          options={SPANS.map((span) => ({ value: span, label: t("workDone.lastDays", { n: span }) }))}
          data-testid="repeat-span"
        />
      </div>
      <div data-testid="repeat-list" aria-busy={faults === undefined && error === null}>
        {faults === undefined ? (
          error === null ? (
            <Skeleton active paragraph={{ rows: 4 }} />
          ) : (
            <Failure error={error} retry={() => void refetch()} />
          )
        ) : faults.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("workDone.noRepeats")} />
        ) : narrow ? (
          <RepeatCards faults={faults} />
        ) : (
          <RepeatTable faults={faults} />
        )}
      </div>
    </Page>
  );
}
