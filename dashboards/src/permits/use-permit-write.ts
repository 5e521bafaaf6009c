import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { Permit, PermitStepIn, PermitStepTaken } from "../api/schema";
import { upload } from "../files/upload";
import { useProblemNotice } from "../layout/use-problem-notice";

export type PermitWrite =
  | { readonly kind: "step"; readonly step: PermitStepTaken; readonly given: Partial<PermitStepIn> }
  | { readonly kind: "file"; readonly file: File };

/** Change a permit. If somebody was faster, say so and show what they did. */
export function usePermitWrite({ id, version }: Pick<Permit, "id" | "version">) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: async (write: PermitWrite): Promise<void> => {
      if (write.kind === "file") {
        await upload("permits", id, write.file);
        return;
      }
      const told = await data(
        api.POST("/api/v1/permits/{permit_id}/{step}", {
          params: { path: { permit_id: id, step: write.step }, header: { "if-match": `"${version}"` } },
          body: { note: "", ...write.given },
        }),
      );
      client.setQueryData(keys.permit(id), told);
    },
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: ["permits"] });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.permit(id) }),
  });
}
