import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { BrowserRouter } from "react-router";

import { queryClient } from "./api/query-client";
import { session } from "./api/session";
import { LanguageProvider } from "./messages/language-provider";
import { Pages } from "./pages";
import { ThemeProvider } from "./theme/theme-provider";

export function App() {
  const signedIn = useSyncExternalStore(session.subscribe, session.signedIn);
  useEffect(() => {
    // What one person has seen is not the next one's to see.
    if (!signedIn) queryClient.clear();
  }, [signedIn]);
  return (
    <QueryClientProvider client={queryClient}>
      <LanguageProvider>
        <ThemeProvider>
          <BrowserRouter>
            <Pages signedIn={signedIn} />
          </BrowserRouter>
        </ThemeProvider>
      </LanguageProvider>
    </QueryClientProvider>
  );
}
