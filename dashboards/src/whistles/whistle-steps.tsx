import { Button, Dropdown } from "antd";
import { useState } from "react";

import { DEPARTMENTS } from "../alarms/alarm-filter";
import type { WhistleDetail } from "../api/schema";
import styles from "../layout/actions.module.css";
import { useWords } from "../messages/language-context";
import { useWhistleWrite } from "./use-whistles";
import { WhistleWordsDialog } from "./whistle-words-dialog";

type Asking = "note" | "stand-down";

/** The check-in of one's own department is the one big button; whoever blew it calls others and ends it. */
export function WhistleSteps({ whistle }: { readonly whistle: WhistleDetail }) {
  const { t, word } = useWords();
  const write = useWhistleWrite(whistle);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [mine, ...others] = whistle.may_check_in;
  const called = new Set(whistle.calls.map(({ department }) => department));
  const callable = DEPARTMENTS.filter((department) => !called.has(department));
  const checkIn = (department: (typeof DEPARTMENTS)[number]) => write.mutate({ step: "check-in", department, note: "" });

  return (
    <>
      <div className={styles.actions} hidden={mine === undefined && !whistle.may_lead && !whistle.may_note}>
        {mine !== undefined && (
          <Button type="primary" size="large" loading={write.isPending} onClick={() => checkIn(mine)} data-testid="check-in" data-department={mine}>
            {t("whistles.checkIn", { department: word("department", mine) })}
          </Button>
        )}
        {others.map((department) => (
          <Button key={department} onClick={() => checkIn(department)} data-testid={`check-in-${department}`}>
            {t("whistles.checkIn", { department: word("department", department) })}
          </Button>
        ))}
        {whistle.may_lead && callable.length > 0 && (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: callable.map((department) => ({
                key: department,
                label: <span data-testid={`add-${department}`}>{word("department", department)}</span>,
                onClick: () => write.mutate({ step: "add", department }),
              })),
            }}
          >
            <Button data-testid="add-department">{t("whistles.addDepartment")}</Button>
          </Dropdown>
        )}
        {whistle.may_note && (
          <Button onClick={() => setAsking("note")} data-testid="whistle-note">
            {t("whistles.note")}
          </Button>
        )}
        {whistle.may_lead && (
          <Button onClick={() => setAsking("stand-down")} data-testid="stand-down">
            {t("whistles.standDown")}
          </Button>
        )}
      </div>
      {asking !== null && (
        <WhistleWordsDialog
          asking={asking}
          close={() => setAsking(null)}
          take={async (words) => {
            await write.mutateAsync(asking === "note" ? { step: "note", note: words } : { step: "stand-down", outcome: words });
            setAsking(null);
          }}
        />
      )}
    </>
  );
}
