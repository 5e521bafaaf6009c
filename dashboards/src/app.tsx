import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { createBrowserRouter, RouterProvider } from "react-router";

import { queryClient } from "./api/query-client";
import { session } from "./api/session";
import { BrokenPage } from "./layout/broken-page";
import { LanguageProvider } from "./messages/language-provider";
import { startSending } from "./offline/sending";
import { Pages } from "./pages";
import { ThemeProvider } from "./theme/theme-provider";

// One route for everything: `Pages` knows the ways. Only such a router lets a page ask before somebody leaves it.
const router = createBrowserRouter([{ path: "*", Component: SignedInOrOut, ErrorBoundary: BrokenPage }]);

function SignedInOrOut() {
  return <Pages signedIn={useSyncExternalStore(session.subscribe, session.signedIn)} />;
}

export function App() {
  const signedIn = useSyncExternalStore(session.subscribe, session.signedIn);
  useEffect(startSending, []);
  useEffect(() => {
    // What one person has seen is not the next one's to see.
    if (!signedIn) queryClient.clear();
  }, [signedIn]);
  return (
    <QueryClientProvider client={queryClient}>
      <LanguageProvider>
        <ThemeProvider>
          <RouterProvider router={router} />
        </ThemeProvider>
      </LanguageProvider>
    </QueryClientProvider>
  );
}
