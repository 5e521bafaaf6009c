/** What stands on a phone's bottom bar: what the person opens most, within reach of one thumb. */
import type { Me } from "../api/schema";
import { type Destination, destinations } from "./navigation";

/** Of a guard: alarms, own tasks, the post. Everything else is behind 更多. */
const OF_A_GUARD: readonly string[] = ["/alarms", "/tasks", "/post"];

export function bottomPlaces({ role }: Pick<Me, "role">): readonly Destination[] {
  if (role !== "guard") return destinations.filter(({ first }) => first);
  return destinations
    .filter(({ path }) => OF_A_GUARD.includes(path))
    .sort((one, other) => OF_A_GUARD.indexOf(one.path) - OF_A_GUARD.indexOf(other.path));
}
