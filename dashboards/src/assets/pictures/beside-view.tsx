import type { AssetDetail } from "../../api/schema";
import { ChildrenView } from "./children-view";
import { ComponentsView } from "./components-view";
import { PassagesView } from "./passages-view";
import type { Beside } from "./picture";
import type { Seen } from "./seen";

interface BesideViewProps {
  readonly beside: Beside;
  readonly asset: AssetDetail;
  readonly seen: Seen;
}

/** What belongs to a picture and is not a point of its asset. */
export function BesideView({ beside, asset, seen }: BesideViewProps) {
  switch (beside) {
    case "children":
      return <ChildrenView asset={asset} />;
    case "components":
      return <ComponentsView asset={asset} />;
    case "passages": {
      const door = seen.get("door");
      return door === undefined || door.trust === "never" ? null : <PassagesView door={door} />;
    }
  }
}
