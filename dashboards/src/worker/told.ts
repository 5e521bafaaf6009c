/** What a push carries, and the notification that it becomes. */

/** The answers that may stand on a notification as buttons; a false alarm asks for more than a button can give. */
export type Answer = "seen" | "going" | "false_alarm";

/** A message as the channel `push` sends it (`payload` in `notify/channels/push.py`): in the language of this browser. */
export interface Told {
  /** One with the same key takes the place of the one before. */
  readonly key: string;
  readonly title: string;
  readonly body: string;
  readonly severity: string;
  readonly urgent: boolean;
  readonly lang: "zh" | "en";
  /** Where it leads, as a path of the app. */
  readonly path: string;
  readonly receipt: string | null;
  readonly answers: readonly Answer[];
}

/** What lies in a notification until somebody touches it. */
export type Kept = Pick<Told, "path" | "receipt" | "lang">;

const BUTTONS: Readonly<Record<"zh" | "en", Readonly<Partial<Record<Answer, string>>>>> = {
  zh: { going: "我去", seen: "收到" },
  en: { going: "I'm going", seen: "Got it" },
};
const UNKNOWN = { zh: { title: "管家：有新消息", body: "点开查看" }, en: { title: "Steward: something new", body: "Open it to see" } };
/** Long, so that it is felt through a jacket: on and off, in ms. */
const SHAKES: Readonly<Record<string, readonly number[]>> = {
  critical: [500, 150, 500, 150, 500, 150, 800],
  high: [400, 150, 400],
  medium: [200],
};

/** Read a push. One that nobody can read becomes a visible note all the same: browsers withdraw the right from those that show nothing. */
export function toldOf(content: unknown, origin: string, language: string): Told {
  const given = isRecord(content) ? content : {};
  const lang = (wordOf(given.lang) ?? language).startsWith("en") ? "en" : "zh";
  const say = (text: unknown) => (isRecord(text) ? wordOf(text[lang]) : wordOf(text));
  const tag = isRecord(given.tag) ? given.tag : given;
  const call = wordOf(tag.call_out_id);
  const title = say(given.title);
  return {
    key: wordOf(given.key) ?? "steward",
    title: title ?? UNKNOWN[lang].title,
    body: say(given.body) ?? (title === null ? UNKNOWN[lang].body : ""),
    severity: wordOf(given.severity) ?? "low",
    urgent: given.urgent === true,
    lang,
    path: call === null ? pathOf(wordOf(given.link), origin) : `/alarm-call/${encodeURIComponent(call)}`,
    receipt: wordOf(given.receipt),
    answers: Array.isArray(given.answers) ? given.answers.filter(isAnswer) : [],
  };
}

/** A page of ours, whatever the link says. */
export function pathOf(link: string | null, origin: string): string {
  if (link === null) return "/";
  try {
    const address = new URL(link, origin);
    return address.origin === origin ? address.pathname + address.search + address.hash : "/";
  } catch {
    return "/";
  }
}

/** What browsers know of notifications beyond TypeScript's list. */
export interface NotificationLook extends NotificationOptions {
  readonly actions?: readonly { readonly action: string; readonly title: string }[];
  readonly renotify?: boolean;
  readonly vibrate?: readonly number[];
  readonly timestamp?: number;
  readonly data: Kept;
}

interface Moment {
  readonly now: number;
  readonly icon: string;
  /** The same one stands there already: a repeat, or what became of it. It takes its place without a sound. */
  readonly again: boolean;
  /** The app is open before the person's eyes and rings by itself. */
  readonly watched: boolean;
  /** How many buttons the browser shows. */
  readonly buttons: number;
}

export function notificationOf(told: Told, { now, icon, again, watched, buttons }: Moment): NotificationLook {
  const quiet = again || watched;
  const actions = (["going", "seen"] as const).filter((answer) => told.receipt !== null && told.answers.includes(answer));
  const shake = quiet ? undefined : SHAKES[told.severity];
  return {
    body: told.body,
    tag: told.key,
    renotify: !quiet,
    silent: quiet,
    requireInteraction: told.severity === "critical" || told.urgent,
    icon,
    badge: icon,
    lang: told.lang === "zh" ? "zh-CN" : "en",
    timestamp: now,
    actions: actions.slice(0, buttons).map((answer) => ({ action: answer, title: BUTTONS[told.lang][answer] ?? answer })),
    // A silent notification must not name a pattern, or it is refused.
    ...(shake === undefined ? {} : { vibrate: shake }),
    data: { path: told.path, receipt: told.receipt, lang: told.lang },
  };
}

export function isAnswer(value: unknown): value is Answer {
  return value === "seen" || value === "going" || value === "false_alarm";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wordOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
