import { Button, Skeleton } from "antd";

import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import styles from "./rota.module.css";
import { type SwapStep, useRotaWrite, useSwaps } from "./use-rota";
import { type Swap, useDayWords, useHours } from "./words";

const STEPS: readonly SwapStep[] = ["accept", "approve", "refuse", "withdraw"];

/** Swaps that are not settled, with what this reader may do about each. */
export function SwapList({ mine }: { readonly mine: boolean }) {
  const { t } = useWords();
  const { data: swaps, error, refetch } = useSwaps(mine);
  return (
    <section className={styles.asked} data-testid="swaps">
      <h2 className={styles.heading}>{t("rota.swaps")}</h2>
      {swaps === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 2 }} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : swaps.length === 0 ? (
        <p className="quiet">{t("rota.noSwaps")}</p>
      ) : (
        <ul className={styles.list}>
          {swaps.map((swap) => (
            <SwapCard key={swap.id} swap={swap} />
          ))}
        </ul>
      )}
    </section>
  );
}

function SwapCard({ swap }: { readonly swap: Swap }) {
  const { t, word } = useWords();
  const days = useDayWords();
  const hours = useHours();
  const write = useRotaWrite();
  const span = ({ since, until }: { readonly since: string; readonly until: string }) => `${days(since.slice(0, 10)).long} ${hours(since, until)}`;
  return (
    <li className={styles.card} data-testid="swap" data-asker={swap.asker} data-state={swap.state}>
      <div className={styles.line}>
        <strong>{swap.asker_name}</strong>
        <span>→ {swap.taker_name ?? swap.colleague_name ?? t("rota.anybody")}</span>
        <span className={styles.tag}>{word("rota.swapState", swap.state)}</span>
      </div>
      <div>
        {span(swap.given)} · {swap.given.posts.map((post) => word("rota.post", post)).join(" · ")}
      </div>
      {swap.in_return !== null && (
        <div>
          {t("rota.inReturn")}: {span(swap.in_return)}
        </div>
      )}
      {swap.note !== "" && <div className="quiet">{swap.note}</div>}
      {swap.hints.map((hint) => (
        <div key={hint} className={styles.lack}>
          {word("rota.hint", hint)}
        </div>
      ))}
      {swap.may.length > 0 && (
        <div className={styles.actions}>
          {STEPS.filter((step) => swap.may.includes(step)).map((step) => (
            <Button
              key={step}
              type={step === "accept" || step === "approve" ? "primary" : "default"}
              loading={write.isPending}
              onClick={() => write.mutate({ kind: "swap", step, swap })}
              data-testid={`swap-${step}`}
            >
              {word("rota.step", step)}
            </Button>
          ))}
        </div>
      )}
    </li>
  );
}
