import { Button } from "antd";
import { Link } from "react-router";

import type { OutOfService } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import { ScopeWords } from "./scope-words";
import { useServiceChange } from "./use-out-of-service";

/** What is out of service: what, why, by whom, until when, and the way back. */
export function OutOfServiceList({ entries }: { readonly entries: readonly OutOfService[] }) {
  const { t } = useWords();
  const nameOf = usePersonName();
  const may = useMay("take_out_of_service");
  const change = useServiceChange();
  return (
    <ul className={cardStyles.cards}>
      {entries.map((entry) => (
        <li key={entry.id} className={cardStyles.card} data-testid="out-of-service-row" data-entry-id={entry.id}>
          <span className={cardStyles.line}>
            <strong>
              <ScopeWords site={entry.site} scope={entry.scope} />
            </strong>
            <span className="quiet">
              → <Moment at={entry.until} />
            </span>
          </span>
          <span>{entry.reason}</span>
          <span className={cardStyles.line}>
            <span className="quiet">
              {nameOf(entry.by)} · <Moment at={entry.at} />
              {" · "}
              <Link to={`/alarms?state=out_of_service&hidden_by=${encodeURIComponent(entry.id)}`}>{t("outOfService.hidden")}</Link>
            </span>
            {may && (
              <Button
                size="small"
                loading={change.isPending && change.variables.change === "put-back" && change.variables.entry.id === entry.id}
                onClick={() => change.mutate({ change: "put-back", entry })}
                data-testid="put-back"
              >
                {t("outOfService.putBack")}
              </Button>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
