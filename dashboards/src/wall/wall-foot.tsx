import type { PostStanding } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./wall.module.css";

/** Who is called for each post. */
export function WallFoot({ posts }: { readonly posts: readonly PostStanding[] }) {
  const { t, word, language } = useWords();
  if (posts.length === 0) return null;
  return (
    <footer className={styles.foot}>
      <ul className={styles.posts} aria-label={t("wall.posts")}>
        {posts.map(({ post, people, empty }) => (
          <li key={post} data-testid="wall-post" data-post={post} data-empty={empty}>
            <span className="quiet">{word("rota.post", post)}</span>
            <span className={empty || people.length === 0 ? "late" : undefined}>
              {people.length === 0 ? t("wall.nobody") : people.map(({ name }) => name).join(language === "zh" ? "、" : ", ")}
            </span>
          </li>
        ))}
      </ul>
    </footer>
  );
}
