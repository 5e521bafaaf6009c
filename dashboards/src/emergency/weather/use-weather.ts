import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../../api/client";
import type { ChangeWeatherWarning, NewWeatherWarning, WeatherWarning } from "../../api/schema";
import { useProblemNotice } from "../../layout/use-problem-notice";

/** Weather warnings of a site, newest first: those that hold, or all that ever did. */
export function useWeatherWarnings(site: string, holding: boolean) {
  const query = { site, state: holding ? ("in_force" as const) : undefined };
  return useInfiniteQuery({
    queryKey: ["weather", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/weather-warnings", { params: { query: { ...query, cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export type WeatherWrite =
  | { readonly step: "give"; readonly body: NewWeatherWarning }
  | { readonly step: "change"; readonly warning: WeatherWarning; readonly body: ChangeWeatherWarning }
  | { readonly step: "lift"; readonly warning: WeatherWarning };

/** Give, change or lift a warning. What it starts is seen on the pages of plans. */
export function useWeatherWrite() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (write: WeatherWrite) => data(sent(write)),
    onError: tell,
    onSettled: () => client.invalidateQueries({ queryKey: ["weather"] }),
  });
}

function sent(write: WeatherWrite) {
  if (write.step === "give") return api.POST("/api/v1/weather-warnings", { body: write.body });
  const params = { path: { warning_id: write.warning.id }, header: { "if-match": `"${write.warning.version}"` } };
  if (write.step === "change") return api.POST("/api/v1/weather-warnings/{warning_id}/change", { params, body: write.body });
  return api.POST("/api/v1/weather-warnings/{warning_id}/lift", { params, body: { note: "" } });
}
