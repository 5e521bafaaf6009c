import { Input } from "antd";
import { useState } from "react";

import type { Asset } from "../api/schema";
import { Icon } from "../icons/icon";
import { type IconName, strokes } from "../icons/strokes";
import { useWords } from "../messages/language-context";
import styles from "./plans.module.css";

interface ToPlaceProps {
  readonly assets: readonly Asset[];
  /** Onto the middle of the plan, for those who do not drag. */
  readonly put: (asset: string) => void;
}

/** What has no place on the plan yet: dragged onto it, or put there by a press. */
export function ToPlace({ assets, put }: ToPlaceProps) {
  const { t, text } = useWords();
  const [wanted, setWanted] = useState("");
  const found = assets.filter((asset) => `${asset.name.zh} ${asset.name.en} ${asset.id}`.toLowerCase().includes(wanted.trim().toLowerCase()));
  if (assets.length === 0) return <p className="quiet">{t("plans.allPlaced")}</p>;
  return (
    <div className={styles.side}>
      <p className="quiet">{t("plans.howTo")}</p>
      <Input allowClear value={wanted} placeholder={t("plans.find")} aria-label={t("plans.find")} onChange={(event) => setWanted(event.target.value)} data-testid="to-place-find" />
      <ul className={styles.rows} data-testid="to-place">
        {found.map((asset) => (
          <li key={asset.id}>
            <button
              type="button"
              className={styles.take}
              draggable
              aria-label={t("plans.put", { name: text(asset.name) })}
              onDragStart={(event) => {
                event.dataTransfer.setData("text/plain", asset.id);
                event.dataTransfer.effectAllowed = "move";
              }}
              onClick={() => put(asset.id)}
              data-testid="take-asset"
              data-asset-id={asset.id}
            >
              <Icon name={asset.icon in strokes ? (asset.icon as IconName) : "device"} />
              <span>
                {text(asset.name)}
                <small className="quiet"> {text(asset.place)}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
