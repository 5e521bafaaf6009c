import type { ReactNode } from "react";

import styles from "./scroll-region.module.css";

/** Something that may be wider than its place: it scrolls by itself, by keyboard too. */
export function ScrollRegion({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles.region} tabIndex={0} role="region" aria-label={name}>
      {children}
    </div>
  );
}
