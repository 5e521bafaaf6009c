import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useDeferredValue, useState } from "react";
import { Link } from "react-router";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Household } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import styles from "./requests.module.css";

const SHORTEST = 3;

interface HouseholdFinderProps {
  readonly chosen: Household | null;
  readonly choose: (household: Household | null, asked: string) => void;
}

/** One box: a phone or a room finds the household, and what is open there. */
export function HouseholdFinder({ chosen, choose }: HouseholdFinderProps) {
  const { t, word, text } = useWords();
  const { site } = useHere();
  const [asked, ask] = useState("");
  const q = useDeferredValue(asked.trim());
  const { data: found } = useQuery({
    queryKey: keys.households(site.id, q),
    queryFn: () => data(api.GET("/api/v1/households", { params: { query: { site: site.id, q } } })),
    enabled: q.length >= SHORTEST,
    staleTime: 10_000,
  });
  const households = q.length >= SHORTEST ? (found?.items ?? []) : [];
  const shown = chosen === null ? households : [chosen];
  return (
    <div className={styles.finder}>
      <Input
        size="large"
        allowClear
        autoFocus
        value={asked}
        onChange={(event) => {
          ask(event.target.value);
          choose(null, event.target.value);
        }}
        aria-label={t("requests.household")}
        placeholder={t("requests.householdExample")}
        data-testid="household"
      />
      {q.length >= SHORTEST && found?.items.length === 0 && <p className="quiet">{t("requests.noHousehold")}</p>}
      {shown.map((household) => (
        <div
          key={`${household.dwelling ?? ""}/${household.room}/${household.request_id ?? ""}`}
          className={cardStyles.card}
          data-testid="household-found"
          data-chosen={household === chosen}
        >
          <div className={cardStyles.line}>
            <strong>{text(household.place) || household.room || household.phones.join(" ")}</strong>
            <Button type={household === chosen ? "default" : "primary"} ghost={household !== chosen} onClick={() => choose(household === chosen ? null : household, asked)} data-testid="choose-household">
              {t(household === chosen ? "requests.chosen" : "requests.choose")}
            </Button>
          </div>
          <span className="quiet">{[...household.names, ...household.phones].join(" · ")}</span>
          {household.open.length > 0 && (
            <>
              <span>{t("requests.openHere")}</span>
              <ul className={styles.open}>
                {household.open.map((order) => (
                  <li key={order.id}>
                    <Link to={`/work-orders/${order.id}`}>
                      {order.number} {text(order.title)}
                    </Link>{" "}
                    <span className="quiet">{word("order.state", order.state)}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      ))}
    </div>
  );
}
