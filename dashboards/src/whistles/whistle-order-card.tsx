import { Button, Card } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import type { WorkOrderDetail } from "../api/schema";
import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { BlowDialog } from "./blow-dialog";
import { useWhistles } from "./use-whistles";
import { WhistleSummary } from "./whistle-cards";
import styles from "./whistles.module.css";

const OVER: readonly string[] = ["closed", "cancelled"];

/** The whistles of an order, and the way to blow one about it. */
export function WhistleOrderCard({ order }: { readonly order: WorkOrderDetail }) {
  const { t } = useWords();
  const may = useMay("whistle") && !OVER.includes(order.state);
  const { data } = useWhistles({ site: order.site, open: false, awaits: null, order: order.id });
  const [asking, setAsking] = useState(false);
  const whistles = data?.pages.flatMap(({ items }) => items) ?? [];
  if (whistles.length === 0 && !may) return null;
  return (
    <Card
      size="small"
      title={t("whistles.card")}
      extra={
        may && (
          <Button icon={<Icon name="whistle" />} onClick={() => setAsking(true)} data-testid="order-blow">
            {t("whistles.blow")}
          </Button>
        )
      }
      data-testid="order-whistles"
    >
      {whistles.length === 0 && <span className="quiet">{t("whistles.cardNone")}</span>}
      <ul className={styles.calls}>
        {whistles.map((whistle) => (
          <li key={whistle.id} className={styles.call}>
            <span className={styles.line}>
              <Link to={`/whistles/${whistle.id}`}>{whistle.matter}</Link>
              <WhistleSummary whistle={whistle} />
            </span>
          </li>
        ))}
      </ul>
      {asking && <BlowDialog order={order} close={() => setAsking(false)} />}
    </Card>
  );
}
