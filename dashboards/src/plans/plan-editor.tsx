import { Alert, App, Button, Card, Input } from "antd";
import { useEffect, useMemo, useReducer, useState } from "react";

import { asProblem, type Problem } from "../api/problem";
import type { FloorPlan } from "../api/schema";
import { spacesInside } from "../assets/asset-filter";
import { useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { edited, isUnsaved, started } from "./editing";
import { MovableMark } from "./movable-mark";
import { PlanCanvas } from "./plan-canvas";
import styles from "./plans.module.css";
import { ToPlace } from "./to-place";
import { usePlacing, usePlanPicture, WHOLE_SITE } from "./use-plans";
import { pointAt } from "./viewport";

interface PlanEditorProps {
  readonly plan: FloorPlan;
  readonly label: string;
  /** The plan as it is stored now. */
  readonly fetchAgain: () => Promise<FloorPlan | null | undefined>;
  readonly leave: () => void;
}

/** Saying where the assets of a space stand on its plan. */
export function PlanEditor({ plan, label, fetchAgain, leave }: PlanEditorProps) {
  const { t, text } = useWords();
  const { message, modal } = App.useApp();
  const tell = useProblemNotice();
  const { data: assets } = useAssets();
  const { data: spaces } = useSpaces();
  const picture = usePlanPicture(plan);
  const placing = usePlacing(plan.site, plan.space);
  const [editing, change] = useReducer(edited, plan.placements, started);
  const [version, setVersion] = useState(plan.version);
  const [chosen, setChosen] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Problem | null>(null);
  const unsaved = isUnsaved(editing);
  const byId = useMemo(() => new Map(assets?.map((asset) => [asset.id, asset])), [assets]);
  const placed = useMemo(() => new Set(editing.placements.map(({ asset }) => asset)), [editing.placements]);
  const waiting = useMemo(() => {
    const inside = plan.space === WHOLE_SITE ? null : spacesInside(spaces ?? [], plan.space);
    return (assets ?? []).filter((asset) => (inside === null || inside.has(asset.space)) && !placed.has(asset.id));
  }, [assets, spaces, plan.space, placed]);
  const selected = editing.placements.find(({ asset }) => asset === chosen);

  useEffect(() => {
    const undo = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement || event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      change({ kind: event.shiftKey ? "redo" : "undo" });
    };
    window.addEventListener("keydown", undo);
    return () => window.removeEventListener("keydown", undo);
  }, []);
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unsaved]);

  function save(from: number) {
    placing.mutate(
      { placements: editing.placements, version: from },
      {
        onSuccess: (kept) => {
          setVersion(kept.version);
          setConflict(null);
          change({ kind: "kept", placements: editing.placements });
          void message.success(t("plans.saved"));
        },
        onError: (error) => {
          const problem = asProblem(error);
          if (problem.conflict) setConflict(problem);
          else tell(error);
        },
      },
    );
  }
  async function settle(mine: boolean) {
    const now = await fetchAgain();
    if (now === null || now === undefined) {
      leave();
      return;
    }
    if (mine) {
      save(now.version);
      return;
    }
    change({ kind: "start", placements: now.placements });
    setVersion(now.version);
    setConflict(null);
  }
  function stop() {
    if (!unsaved) leave();
    else modal.confirm({ title: t("plans.unsaved"), okText: t("plans.discard"), cancelText: t("plans.stay"), okButtonProps: { danger: true }, onOk: leave });
  }

  return (
    <div className={styles.page} data-testid="plan-editor" data-version={version} data-unsaved={unsaved}>
      <div className={styles.side}>
        <div className={styles.bar}>
          <Button type="primary" loading={placing.isPending} disabled={!unsaved} onClick={() => save(version)} data-testid="plan-save">
            {t("plans.save")}
          </Button>
          <Button disabled={editing.past.length === 0} onClick={() => change({ kind: "undo" })} data-testid="plan-undo">
            {t("plans.undo")}
          </Button>
          <Button disabled={editing.future.length === 0} onClick={() => change({ kind: "redo" })} data-testid="plan-redo">
            {t("plans.redo")}
          </Button>
          <Button onClick={stop} data-testid="plan-leave">
            {t("plans.leave")}
          </Button>
        </div>
        {conflict !== null && (
          <Alert
            type="warning"
            showIcon
            title={t("plans.conflict")}
            description={conflict.meanwhile.map(({ name, event }) => (
              <div key={event}>{t(event === "picture" ? "plans.did.picture" : "plans.did.placements", { name })}</div>
            ))}
            action={
              <div className={styles.bar}>
                <Button onClick={() => void settle(false)} data-testid="use-theirs">
                  {t("plans.useTheirs")}
                </Button>
                <Button onClick={() => void settle(true)} data-testid="use-mine">
                  {t("plans.useMine")}
                </Button>
              </div>
            }
            data-testid="plan-conflict"
          />
        )}
        <PlanCanvas
          drawn={{ ...plan.picture, rooms: [], picture }}
          label={label}
          press={() => setChosen(null)}
          drop={(asset, view, px, py) => {
            change({ kind: "put", asset, ...pointAt(view, px, py) });
            setChosen(asset);
          }}
        >
          {(view) =>
            editing.placements.map((placement) => (
              <MovableMark
                key={placement.asset}
                placement={placement}
                asset={byId.get(placement.asset)}
                view={view}
                chosen={placement.asset === chosen}
                spoken={view.zoom >= 2 || editing.placements.length <= 8}
                choose={() => setChosen(placement.asset)}
                change={change}
              />
            ))
          }
        </PlanCanvas>
      </div>
      <div className={styles.side}>
        <Card size="small" title={t("plans.chosen")}>
          {selected === undefined ? (
            <p className="quiet">{t("plans.noneChosen")}</p>
          ) : (
            <div className={styles.side} data-testid="plan-chosen">
              <strong>{text(byId.get(selected.asset)?.name ?? { zh: selected.asset, en: selected.asset })}</strong>
              <Input
                value={selected.label}
                maxLength={40}
                placeholder={t("plans.labelHint")}
                aria-label={t("plans.label")}
                onChange={(event) => change({ kind: "rename", asset: selected.asset, label: event.target.value })}
                data-testid="plan-label"
              />
              <Button onClick={() => change({ kind: "remove", asset: selected.asset })} data-testid="plan-take-off">
                {t("plans.takeOff")}
              </Button>
            </div>
          )}
        </Card>
        <Card size="small" title={t("plans.toPlace", { n: waiting.length })}>
          <ToPlace
            assets={waiting}
            put={(asset) => {
              change({ kind: "put", asset, x: 0.5, y: 0.5 });
              setChosen(asset);
            }}
          />
        </Card>
      </div>
    </div>
  );
}
