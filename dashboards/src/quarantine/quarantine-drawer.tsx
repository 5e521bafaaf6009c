import { Descriptions, Drawer } from "antd";
import { Link } from "react-router";

import type { QuarantineEntry } from "../api/schema";
import { devicePage } from "../devices/device-page-address";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "./quarantine-drawer.module.css";

interface QuarantineDrawerProps {
  readonly entry: QuarantineEntry | null;
  readonly close: () => void;
}

/** The device that it is of, leading to its page if it is one that the site file knows. */
function DeviceOf({ site, id, unknown }: { readonly site: string; readonly id: string; readonly unknown: boolean }) {
  return unknown ? id : <Link to={devicePage(site, id)}>{id}</Link>;
}

/** A message that could not be read, as it came (personal fields masked by the server). */
export function QuarantineDrawer({ entry, close }: QuarantineDrawerProps) {
  const { t, text } = useWords();
  const narrow = useNarrow();
  return (
    <Drawer
      open={entry !== null}
      onClose={close}
      placement={narrow ? "bottom" : "right"}
      size={narrow ? "85%" : 620}
      title={entry === null ? "" : text(entry.reason_name)}
    >
      {entry !== null && (
        <div className={styles.entry} data-testid="quarantine-detail">
          <p>{entry.detail}</p>
          <Descriptions
            size="small"
            bordered
            column={1}
            items={[
              { key: "topic", label: t("quarantine.topic"), children: <code>{entry.topic}</code> },
              { key: "device", label: t("quarantine.device"), children: entry.device === null ? "—" : <DeviceOf site={entry.site} id={entry.device} unknown={entry.reason === "unknown_device"} /> },
              { key: "first", label: t("quarantine.first"), children: <Moment at={entry.received_at} /> },
              { key: "last", label: t("quarantine.last"), children: <Moment at={entry.last_at} /> },
              { key: "count", label: t("quarantine.count"), children: entry.count },
            ]}
          />
          <h3>{t("quarantine.payload")}</h3>
          <pre className={styles.payload}>{entry.payload === "" ? t("quarantine.emptyPayload") : entry.payload}</pre>
        </div>
      )}
    </Drawer>
  );
}
