import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";

import { api, data } from "../api/client";
import type { Point } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { MOST_POINTS } from "./view";

const SHOWN = 20;

interface PointPickerProps {
  readonly ids: readonly string[];
  readonly points: readonly Point[];
  readonly choose: (ids: readonly string[]) => void;
}

/** Points by their names or pinyin, with the equipment that they belong to. */
export function PointPicker({ ids, points, choose }: PointPickerProps) {
  const { t, text } = useWords();
  const { site } = useHere();
  const assets = useAssetNames();
  const [typed, write] = useState("");
  const asked = useDeferredValue(typed.trim());
  const { data: found, isFetching } = useQuery({
    queryKey: ["find-points", site.id, asked],
    enabled: asked !== "",
    queryFn: () =>
      data(api.GET("/api/v1/search", { params: { query: { q: asked, site: site.id, limit: SHOWN } } })).then(({ groups }) => groups.find(({ kind }) => kind === "point")?.items ?? []),
    placeholderData: (before) => before,
  });
  const chosen = points.map((point) => ({ value: point.id, label: `${assets.name(point.site, point.asset)} · ${text(point.name)}` }));
  const others = (asked === "" ? [] : (found ?? [])).filter(({ id }) => !ids.includes(id)).map((hit) => ({ value: hit.id, label: `${text(hit.place)} · ${text(hit.title)}` }));
  return (
    <Select
      mode="multiple"
      value={[...ids]}
      options={[...others, ...chosen]}
      // What is chosen already is no find.
      showSearch={{ filterOption: (_, option) => !ids.includes(String(option?.value)), onSearch: write, searchValue: typed }}
      onChange={(values: string[]) => {
        write("");
        choose(values);
      }}
      maxCount={MOST_POINTS}
      loading={isFetching}
      notFoundContent={asked === "" ? t("trends.typeName") : t("board.find.none")}
      placeholder={t("trends.choose")}
      aria-label={t("trends.choose")}
      style={{ width: "100%" }}
      data-testid="trend-points"
    />
  );
}
