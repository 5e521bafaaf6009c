import { App, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import type { WeatherWarning } from "../../api/schema";
import cardStyles from "../../layout/cards.module.css";
import { useWords } from "../../messages/language-context";
import { useMay } from "../../sites/site-context";
import { Moment } from "../../time/moment";
import { useWho } from "../runs/use-who";
import { useWeatherWrite } from "./use-weather";
import styles from "./weather.module.css";
import { WeatherDialog } from "./weather-dialog";

/** One warning: what, until when, from whom, and what it started. */
export function WeatherCard({ warning }: { readonly warning: WeatherWarning }) {
  const { t, word, text } = useWords();
  const { modal } = App.useApp();
  const may = useMay("keep_supplies");
  const who = useWho();
  const write = useWeatherWrite();
  const [changing, setChanging] = useState(false);
  const holds = warning.state === "in_force";
  const title = text(warning.title);

  const askToLift = () =>
    modal.confirm({
      title: t("weather.liftAsk", { title }),
      content: t("weather.liftWhat"),
      okText: t("weather.lift"),
      okButtonProps: { "data-testid": "weather-lift-ok" },
      onOk: () => write.mutateAsync({ step: "lift", warning }).catch(() => undefined),
    });

  return (
    <article className={cardStyles.card} data-testid="weather-card" data-state={warning.state} data-level={warning.level}>
      <span className={cardStyles.line}>
        <strong>{title}</strong>
        <span className={holds ? "" : "quiet"}>{word("weather.state", warning.state)}</span>
      </span>
      {warning.words !== "" && <span>{warning.words}</span>}
      <span className={`quiet ${cardStyles.line}`}>
        <span>
          {t(holds ? "weather.holdsUntil" : "weather.ended")} <Moment at={holds ? warning.until : (warning.ended_at ?? warning.until)} />
        </span>
        <span>
          {warning.source === "hand" ? t("weather.byHand", { name: who(warning.given_by) }) : t("weather.byFeed", { name: warning.source })} <Moment at={warning.issued_at} />
        </span>
      </span>
      {warning.preparations.map((run) => (
        <Link key={run.run_id} to={`/emergency/runs/${run.run_id}`} data-testid="weather-preparation">
          {t(run.under_way ? "weather.preparing" : "weather.prepared", { title: text(run.title), done: run.settled, all: run.steps })}
        </Link>
      ))}
      {holds && may && (
        <span className={styles.actions}>
          <Button onClick={() => setChanging(true)} data-testid="weather-change">
            {t("weather.change")}
          </Button>
          <Button onClick={askToLift} data-testid="weather-lift">
            {t("weather.lift")}
          </Button>
        </span>
      )}
      {changing && <WeatherDialog warning={warning} close={() => setChanging(false)} />}
    </article>
  );
}
