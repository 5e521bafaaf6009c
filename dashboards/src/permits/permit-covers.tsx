import { Button, Card } from "antd";
import { useState } from "react";

import type { PermitDetail } from "../api/schema";
import { AssetLink } from "../assets/asset-link";
import { useWords } from "../messages/language-context";
import styles from "./permit-parts.module.css";

const SHOWN = 10;

/** What lies in its scope. */
export function PermitCovers({ permit }: { readonly permit: PermitDetail }) {
  const { t, text } = useWords();
  const [all, setAll] = useState(false);
  const shown = all ? permit.covers : permit.covers.slice(0, SHOWN);
  return (
    <Card size="small" title={t("permit.covers", { n: permit.covers_total })} data-testid="permit-covers">
      <p className="quiet">{t(permit.hides ? "permit.onlyThese" : "permit.nothingHidden")}</p>
      <ul className={styles.rows}>
        {shown.map((covered) => (
          <li key={covered.asset}>
            <span className={styles.grow}>
              <AssetLink site={permit.site} id={covered.asset} />
              {!covered.whole && <span className="quiet"> · {covered.points.map(({ name }) => text(name)).join(t("list.comma"))}</span>}
            </span>
            <span className="quiet">{text(covered.place)}</span>
          </li>
        ))}
      </ul>
      {shown.length < permit.covers.length && (
        <Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => setAll(true)}>
          {t("incidents.moreAssets", { n: permit.covers.length - shown.length })}
        </Button>
      )}
      {all && permit.covers.length < permit.covers_total && <p className="quiet">{t("permit.coversFirst", { n: permit.covers.length })}</p>}
    </Card>
  );
}
