import { Button, Empty, Segmented, Skeleton } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { SignOnButton } from "../dispatch/sign-on-button";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useMedia } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { useNow } from "../time/clock";
import { dayOf } from "../time/wall-clock";
import { GapNotice } from "./gap-notice";
import { MonthDialog } from "./month-dialog";
import { MyShifts } from "./my-shifts";
import { PersonGrid } from "./person-grid";
import { PostGrid } from "./post-grid";
import { beginning, lengthOf, type Range, RotaBar } from "./rota-bar";
import { RotaSettings } from "./settings/rota-settings";
import styles from "./rota.module.css";
import { type Place, SlotDrawer } from "./slot-drawer";
import { useRota } from "./use-rota";

const VIEWS = ["mine", "posts", "people", "settings"] as const;
type View = (typeof VIEWS)[number];

/** The rota: my shifts, and who stands on which post when. */
export default function RotaPage() {
  const { t } = useWords();
  const { site } = useHere();
  const lead = useMay("arrange_duty");
  const narrow = useMedia("(max-width: 767px)");
  const [params, setParams] = useSearchParams();
  const [tables, setTables] = useState(false);
  const today = dayOf(useNow(60), site.time_zone);
  const range: Range = params.get("range") === "month" ? "month" : "week";
  const from = params.get("from") ?? beginning(today, range);
  const views = VIEWS.filter((each) => each !== "settings" || lead);
  const view = views.find((each) => each === params.get("view")) ?? (narrow || !lead ? "mine" : "posts");
  const [place, open] = useState<Place | null>(null);
  const change = (changed: Record<string, string>) => setParams({ ...Object.fromEntries(params), ...changed }, { replace: true });

  function fill(gap: Place) {
    change({ view: "posts", from: beginning(gap.day, range) });
    open({ post: gap.post, shift: gap.shift, day: gap.day });
  }

  return (
    <Page
      title={t("rota.title")}
      actions={
        <>
          {lead && (
            <Button onClick={() => setTables(true)} data-testid="month-table">
              {t("rota.monthTable")}
            </Button>
          )}
          <SignOnButton />
        </>
      }
    >
      {lead ? <GapNotice fill={fill} /> : <GapNotice />}
      <div className={styles.views}>
        <Segmented<View> value={view} onChange={(chosen) => change({ view: chosen })} options={views.map((each) => ({ value: each, label: t(`rota.view.${each}`) }))} data-testid="rota-views" />
      </div>
      {view === "mine" && <MyShifts />}
      {view === "settings" && <RotaSettings />}
      {(view === "posts" || view === "people") && (
        <>
          <RotaBar from={from} range={range} today={today} show={(first, chosen) => change({ from: first, range: chosen })} />
          <Grids view={view} from={from} range={range} today={today} open={lead ? open : null} place={place} close={() => open(null)} />
        </>
      )}
      <MonthDialog key={from} open={tables} first={from.slice(0, 7)} close={() => setTables(false)} />
    </Page>
  );
}

interface GridsProps {
  readonly view: "posts" | "people";
  readonly from: string;
  readonly range: Range;
  readonly today: string;
  readonly open: ((place: Place) => void) | null;
  readonly place: Place | null;
  readonly close: () => void;
}

function Grids({ view, from, range, today, open, place, close }: GridsProps) {
  const { t } = useWords();
  const { site } = useHere();
  const { data: rota, error, refetch } = useRota(from, lengthOf(from, range));
  if (rota === undefined) return error === null ? <Skeleton active paragraph={{ rows: 8 }} /> : <Failure error={error} retry={() => void refetch()} />;
  if (rota.duties.length === 0 && rota.slots.length === 0) {
    return (
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("rota.none")}>
        <p className="quiet">{t("rota.noneHint")}</p>
      </Empty>
    );
  }
  return (
    <>
      {view === "posts" ? <PostGrid rota={rota} today={today} wide={range === "week"} open={open} /> : <PersonGrid rota={rota} today={today} zone={site.time_zone} />}
      <p className={`${styles.line} quiet`}>{t("rota.shown", { n: rota.lacks.length })}</p>
      <SlotDrawer place={place} rota={rota} close={close} />
    </>
  );
}
