import { Segmented } from "antd";
import { Link, useSearchParams } from "react-router";

import type { CallOut } from "../api/schema";
import { ExportButton } from "../layout/export-button";
import { Page } from "../layout/page";
import { PagedList } from "../layout/paged-list";
import { useWords } from "../messages/language-context";
import { useCallTitle } from "../phone/use-call-title";
import { SeverityMark } from "../severity/severity-mark";
import { useHere } from "../sites/site-context";
import { Moment } from "../time/moment";
import { CallOutState } from "./call-out-state";
import styles from "./call-outs.module.css";
import { callOutQuery, useCallOuts, type CallOutView } from "./use-call-outs";

const VIEWS: readonly CallOutView[] = ["open", "unanswered", "all"];

/** Everybody who is being called, and who was. */
export default function CallOutsPage() {
  const { t } = useWords();
  const { site } = useHere();
  const [params, setParams] = useSearchParams();
  const view = VIEWS.find((each) => each === params.get("view")) ?? "open";
  const query = useCallOuts(site.id, view);
  return (
    <Page title={t("callOuts.title")} actions={<ExportButton path="/api/v1/call-outs" query={callOutQuery(site.id, view)} name="call-outs" />}>
      <p className="quiet">{t("callOuts.what")}</p>
      <div>
        <Segmented<CallOutView>
          value={view}
          onChange={(chosen) => setParams(chosen === "open" ? {} : { view: chosen }, { replace: true })}
          options={VIEWS.map((value) => ({ value, label: t(`callOuts.view.${value}`) }))}
          data-testid="call-out-views"
        />
      </div>
      <PagedList query={query} none={t("callOuts.none")} noneHint={t("callOuts.noneHint")} testId="call-out-list">
        {(found) => (
          <ul className={styles.list}>
            {found.map((callOut) => (
              <CallOutRow key={callOut.id} callOut={callOut} />
            ))}
          </ul>
        )}
      </PagedList>
    </Page>
  );
}

function CallOutRow({ callOut }: { readonly callOut: CallOut }) {
  const { t, word } = useWords();
  const titleOf = useCallTitle();
  const alarm = callOut.alarm_ids[0];
  const to = callOut.work_order_id !== null ? `/work-orders/${callOut.work_order_id}` : alarm === undefined ? null : `/alarms/${alarm}`;
  return (
    <li className={styles.row} data-testid="call-out" data-state={callOut.state}>
      <span className={styles.line}>
        <span>
          <SeverityMark severity={callOut.severity} /> {to === null ? titleOf(callOut) : <Link to={to}>{titleOf(callOut)}</Link>}
        </span>
        <span className="quiet">
          <Moment at={callOut.created_at} />
        </span>
      </span>
      <span className={styles.line}>
        <span className="quiet">
          {word("department", callOut.department)} · {callOut.called.map(({ name }) => name).join(t("list.comma"))}
        </span>
        <CallOutState callOut={callOut} />
      </span>
    </li>
  );
}
