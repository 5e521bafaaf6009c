import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import type { OrderImport } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useHere } from "../sites/site-context";

interface Asked {
  readonly file: File;
  readonly dryRun: boolean;
}

/** Look at a file of orders, or take them over. */
export function useImport() {
  const { site } = useHere();
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: ({ file, dryRun }: Asked): Promise<OrderImport> => {
      const form = new FormData();
      form.append("file", file);
      // The description types a file as text; the form data is what is sent.
      const given = { body: form as never, bodySerializer: (body: unknown) => body as FormData };
      return data(api.POST("/api/v1/work-orders/import", { params: { query: { site: site.id, dry_run: dryRun } }, ...given }));
    },
    onError: tell,
    onSuccess: (_, { dryRun }) => (dryRun ? undefined : client.invalidateQueries({ queryKey: ["orders"] })),
  });
}
