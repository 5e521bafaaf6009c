import { App, Button } from "antd";
import { useState } from "react";

import type { Supply } from "../../api/schema";
import cardStyles from "../../layout/cards.module.css";
import { useWords } from "../../messages/language-context";
import { useMay } from "../../sites/site-context";
import { Moment } from "../../time/moment";
import { CheckDialog } from "./check-dialog";
import { useWho } from "../runs/use-who";
import styles from "./supplies.module.css";
import { SupplyDialog } from "./supply-dialog";
import { useSupplyWrite } from "./use-supplies";

/** One supply: how much there is, where, what is wrong with it, and when somebody last looked. */
export function SupplyCard({ supply }: { readonly supply: Supply }) {
  const { t, text, word } = useWords();
  const { notification } = App.useApp();
  const may = useMay("keep_supplies");
  const who = useWho();
  const write = useSupplyWrite();
  const [open, setOpen] = useState<"check" | "change" | null>(null);
  const removed = supply.removed_at !== null;
  const place = [supply.place === null ? "" : text(supply.place), supply.spot].filter((words) => words !== "").join(" · ");

  /** No question: it can be put back from the notice, and from the list of what was removed. */
  const remove = () =>
    write.mutate(
      { step: "remove", supply },
      {
        onSuccess: ({ id, version }) => {
          const key = `removed-${id}`;
          const undo = () => {
            notification.destroy(key);
            write.mutate({ step: "restore", supply: { id, version } });
          };
          notification.info({
            key,
            title: t("supplies.removedNow", { name: supply.name }),
            actions: (
              <Button onClick={undo} data-testid="supply-undo">
                {t("supplies.undo")}
              </Button>
            ),
          });
        },
      },
    );

  return (
    <article className={cardStyles.card} data-testid="supply-card" data-supply={supply.name}>
      <span className={cardStyles.line}>
        <strong>{supply.name}</strong>
        <span className="number" data-testid="supply-stock">
          {t("supplies.stock", { n: supply.count, all: supply.wanted, unit: supply.unit })}
        </span>
      </span>
      {supply.faults.length > 0 && (
        <span className="late" data-testid="supply-faults">
          {supply.faults.map((fault) => word("supplies.fault", fault)).join(" · ")}
        </span>
      )}
      {place !== "" && <span>{place}</span>}
      <span className={`quiet ${cardStyles.line}`}>
        <span>
          {word("rota.post", supply.post)} · {t("supplies.checkBy")} <Moment at={supply.check_by} />
        </span>
        {supply.expires_on !== null && <span>{t("supplies.good", { day: supply.expires_on })}</span>}
        {supply.checked_at !== null && (
          <span>
            {t("supplies.lastBy", { name: who(supply.checked_by ?? "") })} <Moment at={supply.checked_at} />
          </span>
        )}
      </span>
      {supply.note !== "" && <span className="quiet">{supply.note}</span>}
      {may && (
        <span className={styles.actions}>
          {removed ? (
            <Button loading={write.isPending} onClick={() => write.mutate({ step: "restore", supply })} data-testid="supply-restore">
              {t("supplies.restore")}
            </Button>
          ) : (
            <>
              <Button type={supply.faults.includes("unchecked") ? "primary" : "default"} onClick={() => setOpen("check")} data-testid="supply-check">
                {t("supplies.check")}
              </Button>
              <Button onClick={() => setOpen("change")} data-testid="supply-change">
                {t("supplies.change")}
              </Button>
              <Button loading={write.isPending} onClick={remove} data-testid="supply-remove">
                {t("supplies.remove")}
              </Button>
            </>
          )}
        </span>
      )}
      {open === "check" && <CheckDialog supply={supply} close={() => setOpen(null)} />}
      {open === "change" && <SupplyDialog supply={supply} close={() => setOpen(null)} />}
    </article>
  );
}
