import { Skeleton } from "antd";

/** Something page-like while the first answers are on their way. */
export function FirstLoad() {
  return (
    <div style={{ padding: 24, maxWidth: 960 }} aria-busy="true">
      <Skeleton active title={{ width: 220 }} paragraph={{ rows: 6 }} />
    </div>
  );
}
