import { useMemo } from "react";

import type { AssetDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { AssetLink } from "../asset-link";
import { useDevices } from "../use-devices";
import { childrenOf, type Presence } from "./children";
import styles from "./pictures.module.css";
import type { Tone } from "./sight";
import { ToneGlyph, toneClass } from "./tone-glyph";

const TONES: Readonly<Record<Presence, Tone>> = { online: "ok", offline: "wrong", silent: "wrong", unknown: "unknown" };

/** What speaks through a gateway, and whether it does. */
export function ChildrenView({ asset }: { readonly asset: AssetDetail }) {
  const { t } = useWords();
  const { data: devices } = useDevices(asset.site);
  const children = useMemo(() => childrenOf(asset.id, devices ?? []), [asset.id, devices]);
  if (devices === undefined) return null;
  const online = children.filter(({ presence }) => presence === "online").length;
  return (
    <section className={styles.beside} data-testid="picture-children">
      <h3>{children.length === 0 ? t("picture.noChildren") : t("picture.children", { n: online, all: children.length })}</h3>
      <ul className={styles.states}>
        {children.map(({ asset: child, presence }) => (
          <li key={child} className={styles.state} data-asset-id={child} data-presence={presence}>
            <ToneGlyph tone={TONES[presence]} />
            <span>
              <AssetLink site={asset.site} id={child} />
              <span className={`${styles.name} ${presence === "online" ? "" : toneClass(TONES[presence])}`}>{t(`device.${presence}`)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
