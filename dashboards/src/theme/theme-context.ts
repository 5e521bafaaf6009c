import { createContext, useContext } from "react";

export type ThemeChoice = "auto" | "light" | "dark";

export interface ThemeState {
  readonly choice: ThemeChoice;
  readonly dark: boolean;
  readonly setChoice: (choice: ThemeChoice) => void;
}

export const ThemeContext = createContext<ThemeState>({ choice: "auto", dark: false, setChoice: () => undefined });

export function useTheme(): ThemeState {
  return useContext(ThemeContext);
}
