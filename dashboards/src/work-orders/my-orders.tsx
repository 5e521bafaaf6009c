import { Empty, Skeleton } from "antd";
import { useMemo } from "react";

import type { WorkOrder } from "../api/schema";
import { Failure } from "../layout/failure";
import { useReleased } from "../live/use-released";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { MyOrderCard } from "./my-order-card";
import { myGroups } from "./my-groups";
import styles from "./my-orders.module.css";
import { anyOrder, type OrderFilter } from "./order-filter";
import { useOrders } from "./use-orders";
import type { StepTaking } from "./use-step-taking";

const AT_ONCE = 100;

/** For the one who does the work: first what there is to do now, each with its one next step. */
export function MyOrders({ taking }: { readonly taking: StepTaking }) {
  const { t } = useWords();
  const { me, site } = useHere();
  const mine = useMemo<OrderFilter>(() => ({ ...anyOrder(site.id, site.time_zone), state: ["open"], assignee: me.username }), [site, me.username]);
  const ours = useMemo<OrderFilter>(() => ({ ...anyOrder(site.id, site.time_zone), state: ["open"], department: me.department }), [site, me.department]);
  const own = useOrders(mine, AT_ONCE);
  const shared = useOrders(ours, AT_ONCE);
  useReleased(own.list, own.release);
  useReleased(shared.list, shared.release);
  const groups = useMemo(() => {
    const byId = new Map([...(shared.list?.items ?? []), ...(own.list?.items ?? [])].map((order) => [order.id, order]));
    return myGroups([...byId.values()], me);
  }, [own.list, shared.list, me]);

  const failed = [own.query, shared.query].find(({ isError, data }) => isError && data === undefined);
  if (failed !== undefined) return <Failure error={failed.error} retry={() => void failed.refetch()} />;
  if (own.list === undefined || shared.list === undefined) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (Object.values(groups).every((group: readonly WorkOrder[]) => group.length === 0)) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("board.nothingForMe")} />;
  }
  return (
    <div className={styles.groups} data-testid="my-orders">
      {(["doing", "take", "assist", "waiting"] as const).map(
        (name) =>
          groups[name].length > 0 && (
            <section key={name} aria-label={t(`board.my.${name}`)} data-testid={`my-${name}`}>
              <h2>
                {t(`board.my.${name}`)} <span className="quiet number">{groups[name].length}</span>
              </h2>
              <ul>
                {groups[name].map((order) => (
                  <li key={order.id}>
                    <MyOrderCard order={order} taking={taking} withStep={name === "doing" || name === "take"} />
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
    </div>
  );
}
