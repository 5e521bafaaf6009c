import { Button, Empty, Popconfirm, Skeleton } from "antd";
import { useState } from "react";

import type { Duty } from "../api/schema";
import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { useNow } from "../time/clock";
import { Moment } from "../time/moment";
import styles from "./dispatch.module.css";
import { DutyDialog } from "./duty-dialog";
import { ImportDialog } from "./import-dialog";
import { useDuty, useDutyWrite } from "./use-duty";

/** Who is on duty now and in the week to come. */
export function DutyList() {
  const { t } = useWords();
  const mayArrange = useMay("arrange_duty");
  const { data, error, refetch } = useDuty();
  const [dialog, show] = useState<"add" | "import" | null>(null);
  return (
    <>
      {mayArrange && (
        <div className={styles.actions} style={{ marginBottom: 12 }}>
          <Button icon={<Icon name="plus" />} onClick={() => show("add")} data-testid="add-duty">
            {t("dispatch.duty.add")}
          </Button>
          <Button onClick={() => show("import")} data-testid="import-duty">
            {t("dispatch.duty.import")}
          </Button>
        </div>
      )}
      {data === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 5 }} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : data.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("dispatch.duty.none")}>
          <p className="quiet">{t("dispatch.duty.noneHint")}</p>
        </Empty>
      ) : (
        <ul className={styles.people}>
          {data.map((duty) => (
            <DutyRow key={duty.id} duty={duty} />
          ))}
        </ul>
      )}
      <DutyDialog open={dialog === "add"} close={() => show(null)} />
      <ImportDialog kind="duty" open={dialog === "import"} close={() => show(null)} />
    </>
  );
}

function DutyRow({ duty }: { readonly duty: Duty }) {
  const { t, word } = useWords();
  const { me } = useHere();
  const mayArrange = useMay("arrange_duty");
  const write = useDutyWrite();
  // The clock of the page goes by whole minutes.
  const runs = Date.parse(duty.since) <= useNow(60) + 60_000;
  return (
    <li className={styles.person} data-testid="duty-row" data-username={duty.username} data-runs={runs}>
      <div className={styles.line}>
        <strong>{duty.name}</strong>
        {duty.post !== null && <span>{word("rota.post", duty.post)}</span>}
        <span className={runs ? styles.best : "quiet"}>{t(runs ? "dispatch.duty.now" : "dispatch.duty.toCome")}</span>
      </div>
      <div className={styles.line}>
        <span className="quiet">
          <Moment at={duty.since} /> → <Moment at={duty.until} />
        </span>
        <span className="quiet">{word("dispatch.source", duty.source)}</span>
        {mayArrange && duty.username !== me.username && (
          <Popconfirm
            title={t(runs ? "dispatch.duty.endSure" : "dispatch.duty.removeSure")}
            okText={t(runs ? "dispatch.duty.end" : "dispatch.duty.remove")}
            cancelText={t("dispatch.duty.stay")}
            onConfirm={() => write.mutate({ kind: "end", id: duty.id })}
          >
            <Button type="link" size="small" data-testid="end-duty">
              {t(runs ? "dispatch.duty.end" : "dispatch.duty.remove")}
            </Button>
          </Popconfirm>
        )}
      </div>
    </li>
  );
}
