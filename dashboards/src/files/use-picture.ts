import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { authorisedFetch } from "../api/client";
import { problemOf } from "../api/problem";
import type { Attachment } from "../api/schema";
import { filePath, type Folder } from "./upload";

/** An address for the picture of a stored file; `null` while it loads, and for what is no picture. */
export function usePicture(folder: Folder, file: Attachment): string | null {
  const { data: picture } = useQuery({
    queryKey: ["picture", file.id],
    enabled: file.content_type.startsWith("image/"),
    staleTime: Infinity,
    queryFn: async () => {
      const answer = await authorisedFetch(new Request(filePath(folder, file)));
      if (!answer.ok) throw problemOf(answer.status, null);
      return answer.blob();
    },
  });
  const address = useMemo(() => (picture === undefined ? null : URL.createObjectURL(picture)), [picture]);
  useEffect(
    () => () => {
      if (address !== null) URL.revokeObjectURL(address);
    },
    [address],
  );
  return address;
}
