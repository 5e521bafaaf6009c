import type { RepeatFault } from "../api/schema";
import { AssetLink } from "../assets/asset-link";
import { useAssetNames } from "../assets/use-assets";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { yuan } from "./money";
import { RepeatOrders } from "./repeat-orders";

export function faultKey(fault: RepeatFault): string {
  return `${fault.site}/${fault.asset}/${fault.cause ?? ""}/${fault.rule ?? ""}`;
}

export function RepeatCards({ faults }: { readonly faults: readonly RepeatFault[] }) {
  const { t, word } = useWords();
  const assets = useAssetNames();
  return (
    <ul className={cardStyles.cards}>
      {faults.map((fault) => (
        <li key={faultKey(fault)} className={cardStyles.card} data-testid="repeat-row">
          <span className={cardStyles.line}>
            <strong>
              <AssetLink site={fault.site} id={fault.asset} />
            </strong>
            <strong>{t("workDone.repairsN", { n: fault.count })}</strong>
          </span>
          <span className="quiet">{assets.place(fault.site, fault.asset)}</span>
          <span>
            {fault.cause === null ? t("workDone.sameAlarm") : word("workDone.cause", fault.cause)}
            {fault.remedies.length > 0 && ` · ${fault.remedies.map((remedy) => word("workDone.remedy", remedy)).join(" ← ")}`}
          </span>
          <span className={cardStyles.line}>
            <span className="quiet">
              <Moment at={fault.last_at} />
            </span>
            <span className="number">
              {t("workDone.minutesN", { n: fault.minutes })} · ¥{yuan(fault.cost_fen)}
            </span>
          </span>
          <RepeatOrders fault={fault} />
        </li>
      ))}
    </ul>
  );
}
