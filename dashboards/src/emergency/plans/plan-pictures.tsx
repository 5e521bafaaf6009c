import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { authorisedFetch } from "../../api/client";
import { problemOf } from "../../api/problem";
import { useWords } from "../../messages/language-context";
import styles from "./em-plans.module.css";
import { pictureAddress } from "./use-plans";

/** Pictures that show how a step is done. */
export function PlanPictures({ site, plan, ids }: { readonly site: string; readonly plan: string; readonly ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <div className={styles.pictures}>
      {ids.map((id) => (
        <PlanPictureShown key={id} address={pictureAddress(site, plan, id)} />
      ))}
    </div>
  );
}

/** One of them; the bytes need the bearer header, so a plain address does not do. */
export function PlanPictureShown({ address }: { readonly address: string }) {
  const { t } = useWords();
  const { data: picture } = useQuery({
    queryKey: ["picture", address],
    staleTime: Infinity,
    queryFn: async () => {
      const answer = await authorisedFetch(new Request(address));
      if (!answer.ok) throw problemOf(answer.status, null);
      return answer.blob();
    },
  });
  const shown = useMemo(() => (picture === undefined ? null : URL.createObjectURL(picture)), [picture]);
  useEffect(
    () => () => {
      if (shown !== null) URL.revokeObjectURL(shown);
    },
    [shown],
  );
  return shown === null ? null : <img src={shown} alt={t("emPlans.picture")} data-testid="plan-picture" />;
}
