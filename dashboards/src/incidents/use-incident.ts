import { useQuery } from "@tanstack/react-query";

import { keys } from "../api/keys";
import { readIncident } from "./read-incident";

export function useIncident(id: string) {
  return useQuery({ queryKey: keys.incident(id), queryFn: () => readIncident(id) });
}
