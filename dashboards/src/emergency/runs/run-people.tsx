import type { PlanRunDetail, RunPost } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import styles from "./runs.module.css";

/** Who holds each post right now, with the post's telephone. */
export function RunPeople({ run }: { readonly run: PlanRunDetail }) {
  const { t } = useWords();
  return (
    <section className={styles.part} aria-label={t("planRuns.people")} data-testid="run-people">
      <h2>{t("planRuns.people")}</h2>
      <ul>
        {run.posts.map((post) => (
          <Post key={post.post} post={post} />
        ))}
      </ul>
    </section>
  );
}

function Post({ post }: { readonly post: RunPost }) {
  const { t, word } = useWords();
  const names = post.people.map(({ name }) => name).join(t("list.comma"));
  const name = word("rota.post", post.post);
  return (
    <li className={`${styles.line} ${styles.between}`} data-testid="run-post" data-post={post.post} data-mine={post.mine}>
      <span>
        <strong>{name}</strong>
        {post.mine && ` · ${t("planRuns.you")}`}
        <br />
        {post.why === "nobody" ? (
          <span className="late">{t("planRuns.nobody")}</span>
        ) : (
          <span className="quiet">
            {names}
            {(post.why === "deputy" || post.why === "department") && ` (${t(`planRuns.why.${post.why}`)})`}
          </span>
        )}
      </span>
      {post.number !== null && (
        <a href={`tel:${post.number}`} className={styles.dial} aria-label={t("planRuns.dial", { name })} data-testid="dial-post">
          <Icon name="phone" /> <span className="number">{post.number}</span>
        </a>
      )}
    </li>
  );
}
