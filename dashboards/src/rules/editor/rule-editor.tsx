import { Alert, Card, Segmented } from "antd";
import { useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";

import type { Backtest, RuleDetail, RuleForm, RuleProblem } from "../../api/schema";
import { Failure } from "../../layout/failure";
import { useMedia } from "../../layout/use-media";
import { useWords } from "../../messages/language-context";
import { useHere, useMay } from "../../sites/site-context";
import { useNow } from "../../time/clock";
import { type Definition, isRecord, sameDefinition, typesOf } from "../definition";
import { changed } from "../form/changed";
import { type FormContext, RuleFormContext } from "../form/form-context";
import { controlId } from "../form/field-row";
import { RuleFields } from "../form/rule-fields";
import { useBacktests } from "../trial/use-backtests";
import { useRuleSpeech } from "../use-rule-speech";
import { useRules } from "../use-rules";
import styles from "./editor.module.css";
import { gateOf } from "./go-live";
import { GoLiveCard } from "./go-live-card";
import { ProblemList } from "./problem-list";
import { placeOf, saidProblems } from "./problems";
import { TrialCard } from "./trial-card";
import { useLeaveGuard } from "./use-leave-guard";
import { useRuleCheck } from "./use-rule-check";
import { definitionOf, type Written, yamlOf } from "./written";
import { YamlEditor, type YamlEditorHandle } from "./yaml-editor";

interface RuleEditorProps {
  readonly form: RuleForm;
  /** The rule in force; `null`: it is new. */
  readonly rule: RuleDetail | null;
  readonly start: Definition;
}

type Pane = "form" | "yaml";

/** Write a rule, try it, put it live. */
export function RuleEditor({ form, rule, start }: RuleEditorProps) {
  const { t } = useWords();
  const { site } = useHere();
  const navigate = useNavigate();
  const mayEdit = useMay("edit_rules");
  const wide = useMedia("(min-width: 1280px)");
  const now = useNow(60);
  const speech = useRuleSpeech();
  const { data: rules } = useRules(site.id);
  const [params, setParams] = useSearchParams();
  const [written, write] = useState<Written>({ source: "form", definition: start });
  const [pane, turnTo] = useState<Pane>("form");
  const [wentLive, setWentLive] = useState(false);
  const yamlEditor = useRef<YamlEditorHandle>(null);

  const { check, isBehind, error, retry } = useRuleCheck(site.id, written);
  const definition = definitionOf(written, check);
  const current = isBehind ? undefined : check;
  const named = rule?.id ?? check?.rule_id ?? "";
  const ruleId = named === "" ? null : named;
  const { data: backtests = [] } = useBacktests(site.id, ruleId);
  const shown = params.get("backtest");

  const isSame = rule !== null && definition !== null && sameDefinition(definition, rule.definition);
  const isTried = current?.digest != null && backtests.some(({ digest }) => digest === current.digest);
  const untouched = written.source === "form" ? sameDefinition(written.definition, start) : check !== undefined && sameDefinition(check.definition, start);
  const idTaken = rule === null && ruleId !== null && (rules ?? []).some(({ id }) => id === ruleId);
  // A form that nobody has begun to fill in is not yet wrong.
  const isFresh = rule === null && untouched;
  const found = check?.problems;
  const problems = isFresh || found === undefined ? [] : saidProblems(found, definition, t("rules.fillIn"));
  useLeaveGuard(!wentLive && !untouched && !isSame && !isTried);
  const gate = gateOf({ mayEdit, check: current, idTaken, unchanged: isSame, backtests, now });

  const context: FormContext = {
    form,
    types: typesOf(definition),
    names: speech.speech(definition ?? {}).names,
    problems,
    change: (place, value) => {
      // Written so that two changes of one moment do not lose each other.
      write((before) => {
        const held = definitionOf(before, check);
        return held === null ? before : { source: "form", definition: changed(form, held, place, value) };
      });
    },
  };

  function show(problem: RuleProblem) {
    const field = document.getElementById(controlId(placeOf(problem.place)));
    if (field !== null && (wide || pane === "form")) {
      field.scrollIntoView({ block: "center" });
      field.focus();
    } else if (problem.line !== null) {
      turnTo("yaml");
      // The pane has to be there before the line can be.
      const { line } = problem;
      requestAnimationFrame(() => yamlEditor.current?.goTo(line));
    }
  }

  function load({ definition: tried }: Backtest) {
    write({ source: "form", definition: tried });
  }

  const formPane =
    definition === null ? (
      <Alert type="warning" showIcon title={t("rules.yamlUnreadable")} data-testid="yaml-unreadable" />
    ) : (
      <RuleFormContext value={context}>
        <RuleFields definition={definition} isNew={rule === null} />
      </RuleFormContext>
    );
  const yamlPane = (
    <YamlEditor yaml={yamlOf(written, check)} problems={problems} change={(yaml) => write({ source: "yaml", yaml })} handle={yamlEditor} />
  );

  return (
    <div className={styles.editor} data-testid="rule-editor">
      <Card
        size="small"
        title={t("rules.write")}
        extra={
          !wide && (
            <Segmented<Pane>
              value={pane}
              onChange={turnTo}
              aria-label={t("rules.write")}
              options={[
                { value: "form", label: t("rules.form") },
                { value: "yaml", label: t("rules.yaml") },
              ]}
              data-testid="rule-pane"
            />
          )
        }
      >
        <div className={styles.editor}>
          {isRecord(definition) && (
            <div className={styles.says} data-testid="rule-says">
              <span className="quiet">{t("rules.says", { n: current?.bound ?? check?.bound ?? 0 })}</span>
              <strong>{speech.condition(definition)}</strong>
            </div>
          )}
          {error !== null && check === undefined ? <Failure error={error} retry={retry} /> : <ProblemList problems={problems} show={show} />}
          {wide ? (
            <div className={`${styles.panes} ${styles.both}`}>
              <div>{formPane}</div>
              <div className={styles.side}>{yamlPane}</div>
            </div>
          ) : (
            <div className={styles.panes}>{pane === "form" ? formPane : yamlPane}</div>
          )}
        </div>
      </Card>
      <TrialCard
        check={current}
        backtests={backtests}
        shown={shown}
        show={(id) => setParams((before) => ({ ...Object.fromEntries(before), backtest: id }), { replace: true })}
        load={load}
      />
      <GoLiveCard
        gate={gate}
        check={current}
        version={rule?.version ?? 0}
        inForce={rule?.yaml ?? ""}
        done={() => {
          setWentLive(true);
          if (ruleId !== null) void navigate(`/rules/${encodeURIComponent(ruleId)}`);
        }}
      />
    </div>
  );
}
