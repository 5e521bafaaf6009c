import { App } from "antd";
import { type ComponentType, lazy, useEffect } from "react";

import { useWords } from "../messages/language-context";
import { Failure } from "./failure";

// The browser remembers that a file could not be fetched: only a page that is loaded anew asks for it again.
const again = () => location.reload();

/** A part of a page that is fetched when it is needed. Where it cannot be, that is said in its place, and the page around it stands. */
export function lazyPart<Props extends object>(load: () => Promise<{ readonly default: ComponentType<Props> }>): ComponentType<Props> {
  return lazy(() => load().catch((error: unknown) => ({ default: () => <Failure error={error} retry={again} /> })));
}

/** What opens on demand, likewise: where it cannot be fetched, a notice says so, and the page is as it was. */
export function lazyOnDemand<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return lazy(async () => ({ default: await load().catch((): ComponentType<Props> => NotNow) }));
}

function NotNow() {
  const { t } = useWords();
  const { message } = App.useApp();
  useEffect(() => void message.warning(t("problem.unreachableHint")), [message, t]);
  return null;
}
