import { FirstLoad } from "../layout/first-load";
import styles from "./call-opening.module.css";

/** Over the page, as the call that is about to be there: nothing of the page moves. */
export function CallOpening() {
  return (
    <div className={styles.frame} data-call-screen="">
      <FirstLoad />
    </div>
  );
}
