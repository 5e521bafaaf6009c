import { Card, Descriptions, type DescriptionsProps } from "antd";

import type { AssetDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { AssetLink } from "./asset-link";

/** What it needs, what needs it, and what else is written of it. */
export function AssetFacts({ asset }: { readonly asset: AssetDetail }) {
  const { t } = useWords();
  const links = (ids: readonly string[]) => (
    <ul>
      {ids.map((id) => (
        <li key={id}>
          <AssetLink site={asset.site} id={id} />
        </li>
      ))}
    </ul>
  );
  const items: DescriptionsProps["items"] = [];
  if (asset.fed_by.length > 0) items.push({ key: "fed", label: t("assets.fedBy"), children: links(asset.fed_by) });
  if (asset.feeds.length > 0) items.push({ key: "feeds", label: t("assets.feeds"), children: links(asset.feeds) });
  for (const [key, value] of Object.entries(asset.attributes)) items.push({ key: `attribute-${key}`, label: key, children: value });
  if (items.length === 0) return null;
  return (
    <Card size="small" title={t("assets.facts")}>
      <Descriptions size="small" column={1} items={items} />
    </Card>
  );
}
