import { Tree, type TreeDataNode } from "antd";
import { useMemo } from "react";

import type { Asset, Severity, Space } from "../api/schema";
import { SEVERITIES } from "../alarms/alarm-filter";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import styles from "./assets-page.module.css";
import { grouped } from "./grouped";

interface SpaceTreeProps {
  readonly spaces: readonly Space[];
  readonly assets: readonly Asset[];
  readonly chosen: string | null;
  readonly choose: (space: string | null) => void;
}

interface Load {
  count: number;
  worst: Severity | null;
}

/** The site by place, each with how many assets stand there and their worst alarm. */
export function SpaceTree({ spaces, assets, chosen, choose }: SpaceTreeProps) {
  const { t, text } = useWords();
  const loads = useMemo(() => loadsOf(spaces, assets), [spaces, assets]);

  const nodes = useMemo(() => {
    const under = grouped(spaces, ({ parent }) => parent);
    const build = (parent: string | null): TreeDataNode[] =>
      (under.get(parent) ?? [])
        .filter(({ id }) => loads.has(id))
        .map((space) => {
          const load = loads.get(space.id);
          return {
            key: space.id,
            title: (
              <span className={styles.node}>
                {text(space.name)} <span className="quiet number">{load?.count}</span>
                {load?.worst != null && <SeverityMark severity={load.worst} wordless />}
              </span>
            ),
            children: build(space.id),
          };
        });
    return build(null);
  }, [spaces, loads, text]);

  return (
    <nav className={styles.tree} aria-label={t("assets.place")}>
      {nodes.length > 0 && (
        <Tree
          blockNode
          treeData={nodes}
          defaultExpandedKeys={chosen === null ? [] : [chosen]}
          autoExpandParent
          selectedKeys={chosen === null ? [] : [chosen]}
          onSelect={([key]) => choose(typeof key === "string" ? key : null)}
        />
      )}
    </nav>
  );
}

/** What stands in each space and those inside it; spaces without any are left out. */
function loadsOf(spaces: readonly Space[], assets: readonly Asset[]): Map<string, Load> {
  const parents = new Map(spaces.map(({ id, parent }) => [id, parent]));
  const loads = new Map<string, Load>();
  for (const asset of assets) {
    for (let space: string | null = asset.space; space !== null; space = parents.get(space) ?? null) {
      const load = loads.get(space) ?? { count: 0, worst: null };
      load.count += 1;
      load.worst = SEVERITIES.find((severity) => severity === load.worst || severity === asset.severity) ?? null;
      loads.set(space, load);
    }
  }
  return loads;
}
