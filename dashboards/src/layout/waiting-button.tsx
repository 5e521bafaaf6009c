import { Button } from "antd";

import styles from "./waiting-button.module.css";
import { useKey } from "./use-key";

/** "3 new": what has come while the list was being read, let in by a click. */
export function WaitingButton({ label, release }: { readonly label: string; readonly release: () => void }) {
  useKey(".", release);
  return (
    <div className={styles.place} role="status">
      <Button
        type="primary"
        shape="round"
        data-testid="show-waiting"
        onClick={() => {
          scrollTo({ top: 0 });
          release();
        }}
      >
        {label}
      </Button>
    </div>
  );
}
