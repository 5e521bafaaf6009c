import { Button, Empty, Skeleton } from "antd";
import { type ReactNode, useMemo, useRef } from "react";

import type { Alarm } from "../api/schema";
import { Failure } from "../layout/failure";
import { useFocusAgain } from "../layout/use-focus-again";
import { useListKeys } from "../layout/use-list-keys";
import { useNarrow } from "../layout/use-media";
import { WaitingButton } from "../layout/waiting-button";
import { useReleasedWhenIdle } from "../live/use-released-when-idle";
import { useWords } from "../messages/language-context";
import { AlarmCards } from "./alarm-cards";
import { type AlarmFilter, belongsToAlarms } from "./alarm-filter";
import { AlarmTable } from "./alarm-table";
import { useAlarms } from "./use-alarms";

interface AlarmListProps {
  readonly filter: AlarmFilter;
  /** The alarm that stands open beside the list. */
  readonly openId: string | undefined;
  /** What the address says, kept when an alarm is opened. */
  readonly search: string;
  /** Which of them to show; everything by default. */
  readonly only?: (alarms: readonly Alarm[]) => readonly Alarm[];
  readonly none: string;
  /** What to do when there is none. */
  readonly noneAction?: ReactNode;
  readonly limit?: number;
  /** Changes the filter; without it the list cannot be sorted. */
  readonly choose?: (filter: AlarmFilter) => void;
}

const ALL = (alarms: readonly Alarm[]) => alarms;
/** What can be done to an alarm is done where it stands open. */
const NO_ACTS = {};

/** A live list of alarms: a table, on a phone cards; what is new waits while somebody reads. */
export function AlarmList({ filter, openId, search, only = ALL, none, noneAction, limit, choose }: AlarmListProps) {
  const { t } = useWords();
  const narrow = useNarrow();
  const { query, list, release, more } = useAlarms(filter, limit);
  const place = useRef<HTMLDivElement>(null);
  const gone = useMemo(() => new Set((list?.items ?? []).filter((alarm) => !belongsToAlarms(filter, alarm)).map(({ id }) => id)), [list, filter]);
  const waiting = only(list?.waiting ?? []).length;
  useReleasedWhenIdle(place, (list?.waiting.length ?? 0) + gone.size, openId !== undefined, release);
  useListKeys(place, NO_ACTS);
  useFocusAgain(place, openId);
  const items = only(list?.items ?? []);

  return (
    <>
      {waiting > 0 && <WaitingButton label={t("alarms.waiting", { n: waiting })} release={release} />}
      <div ref={place} data-testid="alarm-list" aria-busy={query.isPending}>
        {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
        {query.isError && list === undefined && <Failure error={query.error} retry={() => void query.refetch()} />}
        {list !== undefined && items.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={none}>
            {noneAction}
          </Empty>
        )}
        {items.length > 0 &&
          (narrow ? <AlarmCards alarms={items} gone={gone} search={search} /> : <AlarmTable alarms={items} gone={gone} openId={openId} search={search} sorting={choose && { sort: filter.sort, choose: (sort) => choose({ ...filter, sort }) }} />)}
        {list?.next_cursor != null && (
          <div style={{ textAlign: "center", padding: 16 }}>
            <Button loading={more.isPending} onClick={() => more.mutate()} data-testid="load-more">
              {more.isError ? t("problem.retry") : t("list.more")}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}
