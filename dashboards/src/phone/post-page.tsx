import { SignOnButton } from "../dispatch/sign-on-button";
import { useMyDuty } from "../dispatch/use-duty";
import { LinkButton } from "../layout/link-button";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { timeOfDay } from "../time/format";
import { useLargeType } from "./large-type";
import styles from "./post.module.css";
import { ReadyCard } from "./ready-card";
import { useMakeReady } from "./use-make-ready";

/** The guard's post (岗位): on duty or not, whether this phone can wake its person, the hand-over, and how it looks. */
export default function PostPage() {
  const { t, language } = useWords();
  const zone = useZone();
  const { data } = useMyDuty();
  const [large, setLarge] = useLargeType();
  const { make } = useMakeReady();
  const duty = data?.duty ?? null;
  const time = (moment: string) => timeOfDay(Date.parse(moment), zone, language).slice(0, 5);
  return (
    <Page title={t("phone.post")} actions={<SignOnButton also={() => void make()} />}>
      <div className={styles.cards} data-testid="post">
        <section className={styles.card}>
          <p className={styles.duty} data-testid="duty-state" data-on={duty !== null}>
            <strong>{duty === null ? t("phone.offDuty") : t("phone.onDuty")}</strong>
            {duty !== null && (
              <span className="quiet">
                {t("phone.since", { time: time(duty.since) })}
                {" "}
                {t("phone.until", { time: time(duty.until) })}
              </span>
            )}
          </p>
          <div className={styles.buttons}>
            <LinkButton to="/hand-over">{t("phone.handOver")}</LinkButton>
            <LinkButton to="/me/contacts">{t("phone.contacts")}</LinkButton>
          </div>
        </section>
        <ReadyCard />
        <section className={styles.card}>
          <h2>{t("phone.look")}</h2>
          <label className={styles.row}>
            <span>{t("phone.largeType")}</span>
            <input type="checkbox" checked={large} onChange={(event) => setLarge(event.target.checked)} data-testid="post-large-type" />
          </label>
        </section>
        <section className={styles.card}>
          <h2>{t("phone.install")}</h2>
          <p>{t("phone.installHint")}</p>
        </section>
      </div>
    </Page>
  );
}
