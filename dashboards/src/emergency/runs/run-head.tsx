import type { PlanRunDetail } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import { SeverityMark } from "../../severity/severity-mark";
import { useNow } from "../../time/clock";
import { Moment } from "../../time/moment";
import { clockOf } from "./run-clock";
import { RunReviewLink } from "../reviews/review-link";
import { RunDecisions } from "./run-decisions";
import styles from "./runs.module.css";
import type { WriteRun } from "./use-runs";
import { useWho } from "./use-who";

/** What, where, how serious, for how long, who commands; and the one thing that can be decided. */
export function RunHead({ run, write }: { readonly run: PlanRunDetail; readonly write: WriteRun }) {
  const { t, text, word } = useWords();
  const who = useWho();
  const where = [run.place, run.asset_name].flatMap((name) => (name === null ? [] : [text(name)])).join(" · ");
  return (
    <header className={styles.head} data-state={run.state}>
      <div className={styles.what}>
        <div className={styles.marks}>
          <SeverityMark severity={run.severity} />
          <strong data-testid="run-state" data-state={run.state}>
            {word("planRun.state", run.state)}
          </strong>
          <span className="quiet number">{run.number}</span>
          {run.stage === "preparation" && <span>{t("planRuns.preparation")}</span>}
          {run.realm !== "live" && <strong data-testid="run-drill">{t("planRuns.drill")}</strong>}
        </div>
        <h1>{text(run.title)}</h1>
        <p>
          {where !== "" && <strong>{where}</strong>}
          {where !== "" && " · "}
          {text(run.reason)}
        </p>
        {run.ended_at !== null && (
          <p className="quiet" data-testid="run-outcome">
            {word("planRun.state", run.state)} · <Moment at={run.ended_at} />
            {run.ended_by !== null && ` · ${who(run.ended_by)}`}
            {run.outcome !== "" && ` · ${run.outcome}`}
          </p>
        )}
        <RunReviewLink run={run} />
      </div>
      <Elapsed run={run} />
      <Commander run={run} />
      <RunDecisions run={run} write={write} />
    </header>
  );
}

function Elapsed({ run }: { readonly run: PlanRunDetail }) {
  const { t } = useWords();
  const now = useNow(1);
  const since = Date.parse(run.started_at ?? run.begun_at);
  const until = run.ended_at === null ? now : Date.parse(run.ended_at);
  return (
    <div className={styles.elapsed}>
      <span className="quiet">{t(run.ended_at !== null ? "planRuns.took" : run.started_at === null ? "planRuns.proposedFor" : "planRuns.runningFor")}</span>
      <strong className="number" role="timer" data-testid="run-elapsed">
        {clockOf(until - since)}
      </strong>
      <span className="quiet">{t("planRuns.settledOf", { n: run.steps_settled, all: run.steps_all })}</span>
    </div>
  );
}

function Commander({ run }: { readonly run: PlanRunDetail }) {
  const { t, word } = useWords();
  const { commander, post, people, number, in_charge } = run.order_of_command;
  return (
    <div className={styles.commander} data-testid="run-commander" data-commander={commander?.username ?? ""}>
      <span className="quiet">{t("planRuns.inCharge")}</span>
      <strong>{commander?.name ?? (people.length > 0 ? people.map(({ name }) => name).join(t("list.comma")) : t("planRuns.nobody"))}</strong>
      <span className="quiet">
        {commander !== null ? t("planRuns.tookCommand") : post === null ? word("rota.post", in_charge) : t("planRuns.byPost", { post: word("rota.post", post) })}
      </span>
      {number !== null && (
        <a href={`tel:${number}`} className={styles.dial} data-testid="dial-commander">
          <Icon name="phone" /> <span className="number">{number}</span>
        </a>
      )}
    </div>
  );
}
