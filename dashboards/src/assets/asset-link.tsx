import { Link } from "react-router";

import { useHere } from "../sites/site-context";
import { useAssetNames } from "./use-assets";

/** The name of an asset, leading to its page; the address names the site where that is another one than the chosen. */
export function AssetLink({ site, id }: { readonly site: string; readonly id: string }) {
  const here = useHere();
  const assets = useAssetNames();
  const search = site === here.site.id ? "" : `?site=${encodeURIComponent(site)}`;
  return <Link to={`/assets/${encodeURIComponent(id)}${search}`}>{assets.name(site, id)}</Link>;
}
