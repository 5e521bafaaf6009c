import { Alert, Button, Card, Form, Input, InputNumber, Radio, Select, Switch } from "antd";
import { useState } from "react";

import type { DrillDetail, DrillScenario, NewDrill } from "../api/schema";
import { useSpaces } from "../assets/use-spaces";
import actionStyles from "../layout/actions.module.css";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { momentOfWall, wallOf } from "../time/wall-clock";
import { usePeople } from "../work-orders/use-people";
import styles from "./drills.module.css";
import { useDrillCalendar, useDrillScenarios } from "./use-drills";

const SPEEDS = [1, 2, 5] as const;
const SOON_MS = 10 * 60_000;
const ROUND_MS = 5 * 60_000;

interface Given {
  readonly plan?: string;
  readonly scenario?: string;
  readonly title: string;
  readonly area?: string;
  readonly people: string[];
  readonly begins: string;
  readonly minutes: number;
  readonly announced: boolean;
  readonly outside?: boolean;
  readonly speed: number;
}

interface DrillFormProps {
  /** The one that is planned otherwise; `null`: a new one. */
  readonly drill: DrillDetail | null;
  readonly plan: string | null;
  readonly busy: boolean;
  readonly send: (body: NewDrill) => void;
}

/** Which plan, what happens, where, with whom, when; whether people know of it; whether anybody outside is told. */
export function DrillForm({ drill, plan, busy, send }: DrillFormProps) {
  const { t, text } = useWords();
  const { site } = useHere();
  const [form] = Form.useForm<Given>();
  const chosen = Form.useWatch("plan", form) ?? plan;
  const scenarioId = Form.useWatch("scenario", form) ?? drill?.scenario;
  const outside = Form.useWatch("outside", form) ?? false;
  const [now] = useState(() => Date.now());
  const { data: calendar } = useDrillCalendar(site.id, Number(wallOf(now, site.time_zone).slice(0, 4)));
  const { data: scenarios, error } = useDrillScenarios(site.id, chosen);
  const { data: spaces } = useSpaces();
  const { data: people } = usePeople();
  const scenario = scenarios?.find(({ id }) => id === scenarioId);
  const [initial] = useState(() => startOf(drill, plan, now, site.time_zone));

  if (error !== null) return <Failure error={error} />;
  return (
    <Form<Given>
      form={form}
      layout="vertical"
      className={styles.form}
      initialValues={initial}
      scrollToFirstError
      onFinish={(given) =>
        send({
          site: site.id,
          plan_key: given.plan ?? "",
          scenario: given.scenario ?? "",
          title: given.title,
          begins_at: new Date(momentOfWall(given.begins, site.time_zone)).toISOString(),
          lasts_minutes: given.minutes,
          area: given.area ?? null,
          people: given.people,
          announced: given.announced,
          outside: given.outside ?? false,
          speed: given.speed,
        })
      }
    >
      <Card size="small" title={t("drills.what")}>
        <Form.Item name="plan" label={t("drills.planName")} rules={[{ required: true, message: t("drills.planMissing") }]}>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            options={calendar?.lines.map((line) => ({ value: line.plan_key, label: text(line.title) }))}
            data-testid="drill-plan"
          />
        </Form.Item>
        <Form.Item
          name="scenario"
          label={t("drills.scenario")}
          extra={scenario === undefined ? t("drills.scenarioHint") : text(scenario.about)}
          rules={[{ required: true, message: t("drills.scenarioMissing") }]}
        >
          <Select
            options={groups(scenarios ?? [], { fits: t("drills.fits"), others: t("drills.others") }, text)}
            onChange={(id: string) => {
              const found = scenarios?.find((one) => one.id === id);
              if (found !== undefined && !form.isFieldTouched("title")) form.setFieldValue("title", t("drills.titleOf", { name: text(found.name) }));
            }}
            data-testid="drill-scenario"
          />
        </Form.Item>
        <Form.Item name="title" label={t("drills.name")} rules={[{ required: true, whitespace: true, message: t("drills.nameMissing") }]}>
          <Input maxLength={100} data-testid="drill-title" />
        </Form.Item>
        <Form.Item name="area" label={t("drills.area")} extra={t("drills.areaHint")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            placeholder={t("drills.wholeSite")}
            options={(spaces ?? [])
              .filter(({ id }) => scenario === undefined || scenario.areas.includes(id))
              .map((space) => ({ value: space.id, label: text(space.name) }))}
            data-testid="drill-area"
          />
        </Form.Item>
      </Card>
      <Card size="small" title={t("drills.when")}>
        <div className={styles.two}>
          <Form.Item name="begins" label={t("drills.begins")} rules={[{ required: true, message: t("drills.beginsMissing") }]}>
            <Input type="datetime-local" data-testid="drill-begins" />
          </Form.Item>
          <Form.Item name="minutes" label={t("drills.lastsMinutes")} rules={[{ required: true, message: t("drills.beginsMissing") }]}>
            <InputNumber min={1} max={480} style={{ width: "100%" }} data-testid="drill-minutes" />
          </Form.Item>
        </div>
        <Form.Item name="speed" label={t("drills.speed")} extra={t("drills.speedHint")}>
          <Radio.Group optionType="button" options={SPEEDS.map((speed) => ({ value: speed, label: `×${speed}` }))} />
        </Form.Item>
      </Card>
      <Card size="small" title={t("drills.who")}>
        <Form.Item name="people" label={t("drills.people")} extra={t("drills.peopleHint")}>
          <Select
            mode="multiple"
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            placeholder={t("drills.onDuty")}
            options={people?.map((person) => ({ value: person.username, label: person.name }))}
            data-testid="drill-people"
          />
        </Form.Item>
        <Form.Item name="announced" label={t("drills.announcedLabel")} valuePropName="checked" extra={t("drills.announcedHint")}>
          <Switch data-testid="drill-announced" />
        </Form.Item>
        <Form.Item name="outside" label={t("drills.outsideLabel")} valuePropName="checked" extra={t("drills.outsideHint")}>
          <Switch data-testid="drill-outside" />
        </Form.Item>
        {outside && <Alert type="warning" showIcon title={t("drills.outsideWarning")} />}
      </Card>
      <div className={actionStyles.actions}>
        <Button type="primary" size="large" htmlType="submit" loading={busy} data-testid="drill-send">
          {t(drill === null ? "drills.plan" : "drills.save")}
        </Button>
      </div>
    </Form>
  );
}

function startOf(drill: DrillDetail | null, plan: string | null, now: number, zone: string): Partial<Given> {
  const soon = Math.ceil((now + SOON_MS) / ROUND_MS) * ROUND_MS;
  return drill === null
    ? { plan: plan ?? undefined, people: [], begins: wallOf(soon, zone), minutes: 30, announced: true, outside: false, speed: 1 }
    : {
        plan: drill.plan_key,
        scenario: drill.scenario,
        title: drill.title,
        area: drill.area ?? undefined,
        people: [...drill.people],
        begins: wallOf(Date.parse(drill.begins_at), zone),
        minutes: Math.round(drill.lasts_s / 60),
        announced: drill.announced,
        outside: drill.outside,
        speed: drill.speed,
      };
}

/** Those that call for the plan, and the others: a plan can be started by hand. */
function groups(
  scenarios: readonly DrillScenario[],
  names: { readonly fits: string; readonly others: string },
  text: (words: DrillScenario["name"]) => string,
) {
  const option = ({ id, name }: DrillScenario) => ({ value: id, label: text(name) });
  return [
    { label: names.fits, title: "fits", options: scenarios.filter(({ fits }) => fits).map(option) },
    { label: names.others, title: "others", options: scenarios.filter(({ fits }) => !fits).map(option) },
  ].filter(({ options }) => options.length > 0);
}
