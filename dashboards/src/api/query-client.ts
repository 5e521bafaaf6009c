import { QueryClient } from "@tanstack/react-query";

import { asProblem } from "./problem";

/** Live events keep what is shown fresh, so nothing is fetched again merely because a window gets the focus. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Without a network there is still what the phone keeps: see `offline/`.
      networkMode: "always",
      staleTime: 60_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (failures, error) => {
        const { status } = asProblem(error);
        return failures < 2 && (status === 0 || status >= 500);
      },
    },
    mutations: { networkMode: "always", retry: false },
  },
});
