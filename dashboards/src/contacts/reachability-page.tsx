import { Empty, Segmented, Skeleton } from "antd";
import { useState } from "react";

import type { Reachable } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { Moment } from "../time/moment";
import styles from "./contacts.module.css";
import { useReachability } from "./use-contacts";
import { WayState } from "./way-state";

/** Who can be reached, by what, and who cannot: known before the alarm. */
export default function ReachabilityPage() {
  const { t } = useWords();
  const { site } = useHere();
  const [whom, setWhom] = useState<"duty" | "all">("duty");
  const { data: page, error, refetch } = useReachability(site.id, whom === "duty");
  const silent = page?.items.filter(({ reached }) => reached === "not").length ?? 0;
  return (
    <Page
      title={t("contacts.reach.title")}
      actions={<ExportButton path="/api/v1/contacts/reachability" query={{ site: site.id, on_duty: whom === "duty" }} name="reachability" />}
    >
      <Segmented
        value={whom}
        onChange={setWhom}
        options={[
          { value: "duty", label: t("contacts.reach.onDuty") },
          { value: "all", label: t("contacts.reach.all") },
        ]}
        data-testid="whom"
      />
      {page !== undefined && page.items.length > 0 && (
        <p className={silent > 0 ? "severity-high" : "quiet"} data-testid="silent-count">
          {silent > 0 ? t("contacts.reach.silent", { n: silent }) : t("contacts.reach.fine")}
        </p>
      )}
      <div data-testid="reachability" aria-busy={page === undefined && error === null}>
        {page === undefined ? (
          error === null ? (
            <Skeleton active paragraph={{ rows: 4 }} />
          ) : (
            <Failure error={error} retry={() => void refetch()} />
          )
        ) : page.items.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("contacts.reach.none")} />
        ) : (
          <ul className={cardStyles.cards}>
            {page.items.map((person) => (
              <PersonRow key={person.username} person={person} />
            ))}
          </ul>
        )}
      </div>
    </Page>
  );
}

function PersonRow({ person }: { readonly person: Reachable }) {
  const { t, text, word } = useWords();
  const bad = person.ways.filter(({ state }) => state === "failing");
  return (
    <li className={cardStyles.card} data-testid="reachable-person" data-reached={person.reached}>
      <span className={cardStyles.line}>
        <span className={styles.head}>
          <strong>{person.name}</strong>
          <span className="quiet">
            {person.posts.length > 0 ? person.posts.map(text).join(" · ") : person.on_duty ? t("contacts.reach.duty") : word("role", person.role)}
          </span>
        </span>
        <span className={person.reached === "not" ? "severity-high" : person.reached === "unproven" ? "quiet" : undefined}>
          {word("contacts.reached", person.reached)}
          {person.since !== null && (
            <>
              {" "}
              · {t("contacts.reach.since")} <Moment at={person.since} />
            </>
          )}
        </span>
      </span>
      {bad.map((way) => (
        <span key={way.channel + way.hint} className="severity-high">
          {t("contacts.reach.cannot", { name: person.name, way: text(way.name) })}
        </span>
      ))}
      <ul className={styles.ways}>
        {person.ways.length === 0 && <li className="quiet">{t("contacts.reach.noWays")}</li>}
        {person.ways.map((way) => (
          <li key={way.channel + way.hint}>
            {text(way.name)} <span className="quiet number">{way.hint}</span> <WayState state={way.state} />
          </li>
        ))}
      </ul>
    </li>
  );
}
