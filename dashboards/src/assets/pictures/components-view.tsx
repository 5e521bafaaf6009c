import { useMemo } from "react";

import type { Asset, AssetDetail } from "../../api/schema";
import { useLiveValues } from "../../live/use-live-values";
import { useWords } from "../../messages/language-context";
import { AssetLink } from "../asset-link";
import { useAssets } from "../use-assets";
import { useDevices } from "../use-devices";
import { COMPONENT_KEYS, COMPONENT_STATES, type ComponentState, componentsOf, componentState } from "./components";
import styles from "./pictures.module.css";
import type { Tone } from "./sight";
import { ToneGlyph, toneClass } from "./tone-glyph";

const TONES: Readonly<Record<ComponentState, Tone>> = { fire: "wrong", fault: "wrong", isolated: "wrong", alarm: "wrong", unknown: "unknown", normal: "ok" };
const NOBODY: readonly Asset[] = [];
/** So many that are not normal are named. */
const MOST = 8;

const pointOf = (asset: Asset, key: string) => `${asset.site}.${asset.id}.${key}`;

/** The detectors of a fire panel: how many are in which state, and which are not as they should be. */
export function ComponentsView({ asset }: { readonly asset: AssetDetail }) {
  const { t, word, text } = useWords();
  const { data: assets } = useAssets();
  const { data: devices } = useDevices(asset.site);
  const { own, components } = useMemo(
    () => (assets === undefined || devices === undefined ? { own: true, components: NOBODY } : componentsOf(asset.id, devices, assets.filter(({ site }) => site === asset.site))),
    [asset.id, asset.site, assets, devices],
  );
  const live = useLiveValues(useMemo(() => components.flatMap((component) => COMPONENT_KEYS.map((key) => pointOf(component, key))), [components]));
  if (components.length === 0) return null;

  const stated = components.map((component) => ({ component, state: componentState(component, (key) => live.get(pointOf(component, key))) }));
  const deviating = COMPONENT_STATES.filter((state) => state !== "normal").flatMap((state) => stated.filter((one) => one.state === state));
  return (
    <section className={styles.beside} data-testid="picture-components">
      <h3>{t(own ? "picture.components" : "picture.componentsOfSite", { n: components.length })}</h3>
      <ul className={styles.counts}>
        {COMPONENT_STATES.map((state) => {
          const n = stated.filter((one) => one.state === state).length;
          const tone = n === 0 && state !== "normal" ? "plain" : TONES[state];
          return (
            <li key={state} className={styles.count} data-state={state} data-count={n}>
              <ToneGlyph tone={tone} />
              <span className={`number ${toneClass(tone)}`}>{t("picture.count", { name: word("picture.component", state), n })}</span>
            </li>
          );
        })}
      </ul>
      <ul className={styles.rows}>
        {deviating.slice(0, MOST).map(({ component, state }) => (
          <li key={component.id}>
            <span className={styles.grow}>
              <AssetLink site={component.site} id={component.id} />
            </span>
            <span className="quiet">{text(component.place)}</span>
            <span className={toneClass(TONES[state])}>{word("picture.component", state)}</span>
          </li>
        ))}
      </ul>
      {deviating.length > MOST && <p className="quiet">{t("picture.moreComponents", { n: deviating.length - MOST })}</p>}
    </section>
  );
}
