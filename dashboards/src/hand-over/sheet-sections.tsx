import { Card, Tag } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";

import type { Sheet, SheetOrder } from "../api/schema";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import styles from "./hand-over.module.css";

/** Everything that is open, by kind; what there is none of is one quiet line at the end. */
export function SheetSections({ sheet }: { readonly sheet: Sheet }) {
  const { t, text } = useWords();
  const { figures } = sheet;
  const until = (at: string) => (
    <span className="quiet">
      <Moment at={at} />
    </span>
  );
  return (
    <>
      <Section title={t("handOver.alarms")} all={figures.alarms} name="alarms">
        {sheet.alarms.map((alarm) => (
          <li key={alarm.id}>
            <span className={styles.line}>
              <Link to={`/alarms/${alarm.id}`}>{text(alarm.message)}</Link>
              <SeverityMark severity={alarm.severity} />
            </span>
            <span className="quiet">
              <Moment at={alarm.raised_at} />
              {alarm.hidden !== null && ` · ${alarm.hidden.reason}`}
            </span>
          </li>
        ))}
      </Section>
      <Section title={t("handOver.orders")} all={figures.orders} name="orders">
        {sheet.orders.map((order) => (
          <OrderLine key={order.id} order={order} />
        ))}
      </Section>
      <Section title={t("handOver.promises")} all={figures.promises} name="promises">
        {sheet.promises.map((order) => (
          <OrderLine key={order.id} order={order} />
        ))}
      </Section>
      <Section title={t("handOver.isolations")} all={figures.isolations} name="isolations">
        {sheet.isolations.map((entry) => (
          <li key={entry.id}>
            <span className={styles.line}>
              <span>{entry.assets.map(text).join(" · ") || entry.reason}</span>
              {until(entry.until)}
            </span>
            <span className="quiet">{entry.reason}</span>
          </li>
        ))}
      </Section>
      <Section title={t("handOver.permits")} all={figures.permits} name="permits">
        {sheet.permits.map((permit) => (
          <li key={permit.id}>
            <span className={styles.line}>
              <Link to={`/permits/${permit.id}`}>
                {text(permit.kind)} · {permit.place}
              </Link>
              <Tag>{text(permit.state)}</Tag>
            </span>
            <span className="quiet">
              {permit.work} · <Moment at={permit.until} />
            </span>
          </li>
        ))}
      </Section>
      <Section title={t("handOver.incidents")} all={figures.incidents} name="incidents">
        {sheet.incidents.map((incident) => (
          <li key={incident.id}>
            <span className={styles.line}>
              <Link to={`/incidents/${incident.id}`}>{text(incident.title)}</Link>
              {until(incident.opened_at)}
            </span>
          </li>
        ))}
      </Section>
      <Section title={t("handOver.whistles")} all={figures.whistles} name="whistles">
        {sheet.whistles.map((whistle) => (
          <li key={whistle.id}>
            <span className={styles.line}>
              <Link to={`/whistles/${whistle.id}`}>{whistle.matter}</Link>
              {until(whistle.blown_at)}
            </span>
          </li>
        ))}
      </Section>
      <Section title={t("handOver.visits")} all={figures.visits} name="visits">
        {sheet.visits.map((visit) => (
          <li key={visit.id}>
            <span className={styles.line}>
              <Link to={`/visits/${visit.id}`}>
                {visit.firm} · {text(visit.asset)}
              </Link>
              {until(visit.until)}
            </span>
          </li>
        ))}
      </Section>
    </>
  );
}

interface SectionProps {
  readonly title: string;
  readonly all: number;
  readonly name: string;
  readonly children: readonly ReactNode[];
}

function Section({ title, all, name, children }: SectionProps) {
  const { t } = useWords();
  return (
    <Card size="small" title={`${title} ${all}`} data-testid={`sheet-${name}`} data-number={all}>
      {all === 0 ? <span className="quiet">{t("handOver.nothing")}</span> : <ul className={styles.lines}>{children}</ul>}
      {all > children.length && <p className="quiet">{t("handOver.moreLines", { n: all - children.length })}</p>}
    </Card>
  );
}

function OrderLine({ order }: { readonly order: SheetOrder }) {
  const { t, text } = useWords();
  const nameOf = usePersonName();
  const due = order.promised_until ?? order.resolve_by;
  return (
    <li>
      <span className={styles.line}>
        <Link to={`/work-orders/${order.id}`}>{text(order.title)}</Link>
        {order.own && <Tag color="processing">{t("handOver.own")}</Tag>}
      </span>
      <span className={styles.line}>
        <span className="quiet">
          {text(order.state_name)}
          {order.assignee !== null && ` · ${nameOf(order.assignee)}`} · <span className="number">{order.number}</span>
        </span>
        {due !== null && (
          <span className="quiet">
            <Moment at={due} />
          </span>
        )}
      </span>
    </li>
  );
}
