import { useMemo } from "react";

import type { NewDevice } from "../api/schema";
import { useSpaces } from "../assets/use-spaces";
import { useWords } from "../messages/language-context";
import { useDeviceTypes } from "./use-new-devices";

/** Types to choose from: those that fit first, best first. */
export function useTypeOptions(device: NewDevice) {
  const { t, text } = useWords();
  const { data: types = [] } = useDeviceTypes();
  return useMemo(() => {
    const fitting = new Set(device.fits.map(({ type }) => type));
    const entry = ({ type, name }: { readonly type: string; readonly name: { readonly zh: string; readonly en: string } }) => ({ value: type, label: text(name) });
    return [
      { label: t("newDevices.fitting"), options: device.fits.map(entry) },
      { label: t("newDevices.others"), options: types.filter(({ type }) => !fitting.has(type)).map(entry) },
    ].filter((group) => group.options.length > 0);
  }, [device, types, t, text]);
}

/** Spaces to choose from, each with those around it. */
export function useSpaceOptions() {
  const { text } = useWords();
  const { data: spaces = [] } = useSpaces();
  return useMemo(() => {
    const byId = new Map(spaces.map((each) => [each.id, each]));
    const words = (id: string): string => {
      const found = byId.get(id);
      if (found === undefined) return id;
      return found.parent === null ? text(found.name) : `${words(found.parent)} · ${text(found.name)}`;
    };
    return spaces.map(({ id }) => ({ value: id, label: words(id) }));
  }, [spaces, text]);
}
