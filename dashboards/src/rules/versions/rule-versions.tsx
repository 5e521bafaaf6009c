import { Button, Card, Tag, Tooltip } from "antd";
import { useState } from "react";

import type { RuleDetail, RuleVersion } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { useMay } from "../../sites/site-context";
import { Moment } from "../../time/moment";
import styles from "../rule-page.module.css";
import { CompareDialog } from "./compare-dialog";
import { RestoreDialog } from "./restore-dialog";

/** How the rule came to be as it is: who put what live, when and why; any of it can be brought back. */
export function RuleVersions({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useWords();
  const [restoring, setRestoring] = useState<number | null>(null);
  const [compared, setCompared] = useState<number | null>(null);
  const versionName = (number: number) => (number === 0 ? t("rules.fileVersion") : t("rules.version", { n: number }));
  const now = rule.versions[0]?.number ?? 0;
  // What is in force already cannot be brought back.
  const isSame = (yaml: string | null) => rule.holds && yaml === rule.yaml;

  return (
    <Card size="small" title={t("rules.versions")} data-testid="rule-versions">
      <ul className={styles.rows}>
        {rule.versions.map((version) => (
          <li key={version.number} data-testid="rule-version-row" data-number={version.number}>
            <strong>{versionName(version.number)}</strong>
            {version.number === now && <Tag>{rule.holds ? t("rules.inForce") : t("rules.notUsable")}</Tag>}
            <span className={styles.grow}>
              {version.author} · <Moment at={version.at} />
            </span>
            <VersionActions
              number={version.number}
              isNow={isSame(version.yaml)}
              compare={() => setCompared(version.number)}
              restore={() => setRestoring(version.number)}
            />
            <div style={{ width: "100%", overflowWrap: "anywhere" }}>
              <Restored version={version} name={versionName} />
              {version.reason}
            </div>
          </li>
        ))}
        {rule.file_yaml !== null && (
          <li data-testid="rule-version-row" data-number={0}>
            <strong>{versionName(0)}</strong>
            {now === 0 && <Tag>{t("rules.inForce")}</Tag>}
            <span className={styles.grow} />
            {now !== 0 && <VersionActions number={0} isNow={isSame(rule.file_yaml)} compare={() => setCompared(0)} restore={() => setRestoring(0)} />}
          </li>
        )}
      </ul>
      {now === 0 && <p className="quiet">{t("rules.neverChanged")}</p>}
      {compared !== null && <CompareDialog rule={rule} number={compared} versionName={versionName} close={() => setCompared(null)} />}
      {restoring !== null && <RestoreDialog rule={rule} number={restoring} name={versionName(restoring)} close={() => setRestoring(null)} />}
    </Card>
  );
}

function Restored({ version, name }: { readonly version: RuleVersion; readonly name: (number: number) => string }) {
  const { t } = useWords();
  if (version.restores === null) return null;
  return <Tag>{t("rules.restored", { version: name(version.restores) })}</Tag>;
}

interface VersionActionsProps {
  readonly number: number;
  readonly isNow: boolean;
  readonly compare: () => void;
  readonly restore: () => void;
}

function VersionActions({ number, isNow, compare, restore }: VersionActionsProps) {
  const { t } = useWords();
  const may = useMay("edit_rules");
  return (
    <span style={{ display: "inline-flex", gap: 8 }}>
      <Button size="small" onClick={compare} data-testid={`compare-${number}`}>
        {t("rules.compare")}
      </Button>
      {!isNow && (
        <Tooltip title={may ? undefined : t("rules.mayNotEdit")}>
          <Button size="small" disabled={!may} onClick={restore} data-testid={`restore-${number}`}>
            {t("rules.restore")}
          </Button>
        </Tooltip>
      )}
    </span>
  );
}
