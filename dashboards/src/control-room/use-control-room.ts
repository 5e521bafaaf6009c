import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { useProblemNotice } from "../layout/use-problem-notice";

/** The room as it is now. What panels tell is read again every few seconds: it is no event of the log. */
export function useControlRoom(site: string) {
  return useQuery({
    queryKey: ["control-room", site],
    queryFn: () => data(api.GET("/api/v1/control-room/{site}", { params: { path: { site } } })),
    refetchInterval: 15_000,
  });
}

export function useRoomLog(site: string, day: string | null, shift: number | null) {
  return useQuery({
    queryKey: ["control-room-log", site, day, shift],
    queryFn: () => data(api.GET("/api/v1/control-room/{site}/log", { params: { path: { site }, query: { day: day ?? undefined, shift: shift ?? undefined } } })),
  });
}

export type RoomWrite =
  | { readonly kind: "check"; readonly note: string }
  | { readonly kind: "ask" }
  | { readonly kind: "answer"; readonly call: string }
  | { readonly kind: "touch"; readonly screen: string };

/** What is tapped in the room. */
export function useRoomWrite(site: string) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (write: RoomWrite) => data(sent(site, write)),
    onError: (error) => {
      tell(error);
      void client.invalidateQueries({ queryKey: ["control-room", site] });
    },
    onSuccess: (told) => {
      client.setQueryData(["control-room", site], told);
      void client.invalidateQueries({ queryKey: ["control-room-log"] });
    },
  });
}

function sent(site: string, write: RoomWrite) {
  const path = { site };
  switch (write.kind) {
    case "check":
      return api.POST("/api/v1/control-room/{site}/check", { params: { path }, body: { note: write.note } });
    case "ask":
      return api.POST("/api/v1/control-room/{site}/calls", { params: { path } });
    case "answer":
      return api.POST("/api/v1/control-room/{site}/calls/{call_id}/answer", { params: { path: { site, call_id: write.call } } });
    case "touch":
      return api.POST("/api/v1/screens/{name}/touch", { params: { path: { name: write.screen } }, body: { site, post: "control_room" } });
  }
}
