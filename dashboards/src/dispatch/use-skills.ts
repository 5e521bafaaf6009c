import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { HeldSkillIn, Imported } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useHere } from "../sites/site-context";

/** The skills that orders may ask for. */
export function useSkillWords() {
  return useQuery({ queryKey: keys.skillWords, queryFn: () => data(api.GET("/api/v1/skills")).then(({ items }) => items), staleTime: Infinity });
}

/** What somebody can do; numbers of certificates are masked. */
export function useSkills(username: string) {
  return useQuery({
    queryKey: keys.skills(username),
    queryFn: () => data(api.GET("/api/v1/people/{username}/skills", { params: { path: { username } } })),
  });
}

/** Write down all that somebody can do. */
export function useSkillsWrite(username: string) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (items: readonly HeldSkillIn[]) =>
      data(api.PUT("/api/v1/people/{username}/skills", { params: { path: { username } }, body: { items: [...items] } })),
    onSuccess: (told) => client.setQueryData(keys.skills(username), told),
    onError: tell,
    onSettled: () => client.invalidateQueries({ queryKey: ["dispatch"] }),
  });
}

/** Send a table of duty or skills: all rows are taken or none. */
export function useTableImport(kind: "duty" | "skills") {
  const client = useQueryClient();
  const tell = useProblemNotice();
  const { site } = useHere();
  return useMutation({
    mutationFn: (csv: string): Promise<Imported> => {
      const body = { site: site.id, csv };
      return data(kind === "duty" ? api.POST("/api/v1/duty/import", { body }) : api.POST("/api/v1/skills/import", { body }));
    },
    onError: tell,
    onSuccess: () => {
      for (const name of ["duty", "skills", "dispatch"]) void client.invalidateQueries({ queryKey: [name] });
    },
  });
}

/** The text of a table as a spreadsheet saved it: UTF-8, or the Chinese encoding that Excel writes. */
export function tableText(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
