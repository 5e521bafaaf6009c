import { createContext, useContext } from "react";

import type { PlanDocument, PlanForm, PlanPicture, PlanProblem } from "../../../api/schema";
import type { Change } from "./editing";

/** What every part of the editor needs. */
export interface EditorParts {
  readonly site: string;
  readonly plan: PlanDocument;
  readonly form: PlanForm;
  readonly problems: readonly PlanProblem[];
  readonly pictures: readonly PlanPicture[];
  readonly change: (change: Change) => void;
}

export const EditorContext = createContext<EditorParts | null>(null);

export function useEditor(): EditorParts {
  const parts = useContext(EditorContext);
  if (parts === null) throw new Error("useEditor needs a plan editor around it");
  return parts;
}

/** What is wrong at a place itself, or (`inside`) anywhere in it. */
export function problemsAt(problems: readonly PlanProblem[], place: string, inside = false): readonly PlanProblem[] {
  return problems.filter((problem) => problem.place === place || (inside && (problem.place.startsWith(`${place}.`) || problem.place.startsWith(`${place}[`))));
}

/** The id of the control of a place, to which its label and its problems lead. */
export function controlId(place: string): string {
  return `plan-${place}`;
}
