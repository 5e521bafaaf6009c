import type { Me, Permission } from "../api/schema";
import type { IconName } from "../icons/strokes";
import type { MessageKey } from "../messages/translate";

export interface Destination {
  readonly path: string;
  readonly label: MessageKey;
  readonly icon: IconName;
  /** Who may see it; `null`: everybody. */
  readonly needs: Permission | null;
  /** Whether it stands on a phone's bottom bar. */
  readonly first: boolean;
  /** Only where simulators run with this installation. */
  readonly simulated?: true;
}

/** Whether somebody finds it in their menu. */
export function leadsThere({ needs, simulated }: Destination, me: Pick<Me, "permissions" | "simulated">): boolean {
  return (needs === null || me.permissions.includes(needs)) && (simulated !== true || me.simulated);
}

export const destinations: readonly Destination[] = [
  { path: "/", label: "nav.overview", icon: "overview", needs: null, first: true },
  { path: "/alarms", label: "nav.alarms", icon: "alarms", needs: null, first: true },
  { path: "/incidents", label: "nav.incidents", icon: "incidents", needs: null, first: false },
  { path: "/work-orders", label: "nav.orders", icon: "orders", needs: null, first: true },
  { path: "/emergency", label: "nav.emergency", icon: "flame", needs: null, first: false },
  { path: "/requests", label: "requests.title", icon: "person", needs: "request_order", first: false },
  { path: "/assets", label: "nav.assets", icon: "assets", needs: null, first: true },
  { path: "/devices", label: "devices.title", icon: "device", needs: null, first: false },
  { path: "/plans", label: "plans.title", icon: "post", needs: null, first: false },
  { path: "/scan", label: "views.scan.title", icon: "scan", needs: null, first: false },
  { path: "/permits", label: "nav.permits", icon: "permits", needs: null, first: false },
  { path: "/dispatch", label: "dispatch.title", icon: "dispatch", needs: "dispatch", first: false },
  { path: "/tasks", label: "phone.myTasks", icon: "orders", needs: "work_order", first: false },
  { path: "/post", label: "phone.post", icon: "post", needs: null, first: false },
  { path: "/rota", label: "rota.title", icon: "clock", needs: null, first: false },
  { path: "/duty", label: "dispatch.duty.title", icon: "person", needs: null, first: false },
  { path: "/reachability", label: "contacts.reach.title", icon: "phone", needs: "dispatch", first: false },
  { path: "/hand-over", label: "handOver.title", icon: "repeat", needs: "work_order", first: false },
  { path: "/control-room", label: "controlRoom.title", icon: "fire-panel", needs: "acknowledge", first: false },
  { path: "/wall", label: "wall.title", icon: "alarms", needs: null, first: false },
  { path: "/call-outs", label: "callOuts.title", icon: "phone", needs: null, first: false },
  { path: "/drills", label: "drills.title", icon: "simulate", needs: null, first: false },
  { path: "/whistles", label: "nav.whistles", icon: "whistle", needs: null, first: false },
  { path: "/notices", label: "notices.title", icon: "letters", needs: "write_notices", first: false },
  { path: "/visits", label: "nav.visits", icon: "visits", needs: null, first: false },
  { path: "/trends", label: "trends.title", icon: "figures", needs: null, first: false },
  { path: "/figures", label: "nav.figures", icon: "figures", needs: null, first: false },
  { path: "/repeat-faults", label: "workDone.repeats", icon: "repeat", needs: null, first: false },
  { path: "/service-levels", label: "service.title", icon: "clock", needs: null, first: false },
  { path: "/rules", label: "nav.rules", icon: "rules", needs: null, first: false },
  { path: "/offline", label: "offline.title", icon: "phone", needs: null, first: false },
  { path: "/cards", label: "offline.cards", icon: "flame", needs: null, first: false },
  { path: "/post-phones", label: "offline.phones", icon: "phone", needs: "arrange_duty", first: false },
  { path: "/quarantine", label: "nav.quarantine", icon: "quarantine", needs: "view_quarantine", first: false },
  { path: "/new-devices", label: "newDevices.title", icon: "scan", needs: "view_quarantine", first: false },
  { path: "/outside", label: "outside.title", icon: "link", needs: "view_integrations", first: false },
  { path: "/simulation", label: "simulation.title", icon: "simulate", needs: "simulate", first: false, simulated: true },
  { path: "/system", label: "nav.system", icon: "system", needs: "administer", first: false },
];
