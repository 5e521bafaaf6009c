import { Modal, Select } from "antd";
import { useMemo, useState } from "react";

import type { RuleDetail } from "../../api/schema";
import { useNarrow } from "../../layout/use-media";
import { useWords } from "../../messages/language-context";
import { versionTexts } from "./version-texts";
import { YamlDiff } from "./yaml-diff";

interface CompareDialogProps {
  readonly rule: RuleDetail;
  /** The version to begin with, on the right side. */
  readonly number: number;
  readonly versionName: (number: number) => string;
  readonly close: () => void;
}

/** Two versions of a rule, one against the other; at first what a version has changed. */
export function CompareDialog({ rule, number, versionName, close }: CompareDialogProps) {
  const { t } = useWords();
  const narrow = useNarrow();
  const texts = useMemo(() => versionTexts(rule), [rule]);
  const [after, setAfter] = useState(number);
  const [before, setBefore] = useState(() => {
    const index = texts.findIndex((one) => one.number === number);
    return (texts[index + 1] ?? texts[index - 1])?.number ?? number;
  });
  const options = texts.map((one) => ({ value: one.number, label: versionName(one.number) }));
  const yamlOf = (wanted: number) => texts.find((one) => one.number === wanted)?.yaml ?? "";

  return (
    <Modal open onCancel={close} footer={null} width={narrow ? "100%" : 860} title={t("rules.compareTitle")}>
      <div style={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 8, marginBottom: 12 }}>
        <Select aria-label={t("rules.compareBefore")} value={before} onChange={setBefore} options={options} style={{ minWidth: 130 }} />
        <span aria-hidden="true">→</span>
        <Select aria-label={t("rules.compareAfter")} value={after} onChange={setAfter} options={options} style={{ minWidth: 130 }} />
      </div>
      <YamlDiff before={yamlOf(before)} after={yamlOf(after)} label={t("rules.compareTitle")} />
    </Modal>
  );
}
