import { Form, Select, TreeSelect } from "antd";
import { useMemo } from "react";

import type { PermitKind, Scope, Space } from "../api/schema";
import { grouped } from "../assets/grouped";
import { useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { useWords } from "../messages/language-context";
import styles from "./new-permit.module.css";
import { countedTypes, typesOf, wholeTypes } from "./scope";

interface ScopePickerProps {
  readonly scope: Scope;
  readonly choose: (scope: Scope) => void;
  /** Offer only what a permit of this kind may hide; `null`: everything. */
  readonly hides: PermitKind | null;
}

interface Node {
  readonly value: string;
  readonly title: string;
  readonly children: Node[];
}

/** Which equipment is meant: places, types, loops (each narrows the others) and single assets. */
export function ScopePicker({ scope, choose, hides }: ScopePickerProps) {
  const { t, text } = useWords();
  const { data: spaces } = useSpaces();
  const { data: assets } = useAssets();
  // What is chosen already stays among what is offered, so that it can be seen and taken back.
  const offered = useMemo(
    () => (assets ?? []).filter(({ id, type }) => hides === null || typesOf(hides).includes(type) || scope.assets.includes(id)),
    [assets, hides, scope.assets],
  );
  const types = useMemo(
    () => countedTypes(assets ?? []).filter(({ type }) => hides === null || wholeTypes(hides).includes(type) || scope.device_types.includes(type)),
    [assets, hides, scope.device_types],
  );
  const tree = useMemo(() => {
    const under = grouped(spaces ?? [], ({ parent }: Space) => parent);
    const build = (parent: string | null): Node[] => (under.get(parent) ?? []).map(({ id, name }) => ({ value: id, title: text(name), children: build(id) }));
    return build(null);
  }, [spaces, text]);

  return (
    <div className={styles.two}>
      <Form.Item label={t("scope.spaces")} htmlFor="scope-spaces">
        <TreeSelect<string[]>
          id="scope-spaces"
          multiple
          allowClear
          treeData={tree}
          value={scope.spaces}
          onChange={(chosen) => choose({ ...scope, spaces: chosen })}
          showSearch={{ treeNodeFilterProp: "title" }}
          placeholder={t("scope.anySpace")}
          treeDefaultExpandedKeys={scope.spaces}
          data-testid="scope-spaces"
        />
      </Form.Item>
      <Form.Item label={t("scope.types")} htmlFor="scope-types">
        <Select<string[]>
          id="scope-types"
          mode="multiple"
          allowClear
          value={scope.device_types}
          onChange={(chosen) => choose({ ...scope, device_types: chosen })}
          options={types.map(({ type, name }) => ({ value: type, label: text(name) }))}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t("scope.anyType")}
          data-testid="scope-types"
        />
      </Form.Item>
      <Form.Item label={t("scope.loops")} htmlFor="scope-loops" extra={t("scope.loopsHint")}>
        <Select<string[]>
          id="scope-loops"
          mode="tags"
          allowClear
          value={scope.loops}
          onChange={(loops) => choose({ ...scope, loops })}
          tokenSeparators={[",", "，", "、", " "]}
          placeholder={t("scope.anyLoop")}
          open={false}
          suffix={null}
          data-testid="scope-loops"
        />
      </Form.Item>
      <Form.Item label={t("scope.assets")} htmlFor="scope-assets" extra={t("scope.assetsHint")}>
        <Select<string[]>
          id="scope-assets"
          mode="multiple"
          allowClear
          value={scope.assets}
          onChange={(chosen) => choose({ ...scope, assets: chosen })}
          options={offered.map((asset) => ({ value: asset.id, label: `${text(asset.place)} · ${text(asset.name)}` }))}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t("scope.noAsset")}
          data-testid="scope-assets"
        />
      </Form.Item>
    </div>
  );
}
