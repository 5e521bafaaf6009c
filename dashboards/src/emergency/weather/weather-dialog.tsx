import { Form, Input, Modal, Radio, Select } from "antd";
import { useState } from "react";

import type { Warned, WarningLevel, WeatherWarning } from "../../api/schema";
import { UntilItem } from "../../layout/until-item";
import { useWords } from "../../messages/language-context";
import { useHere, useZone } from "../../sites/site-context";
import { momentOfWall, wallOf } from "../../time/wall-clock";
import { useWeatherWrite } from "./use-weather";

const KINDS = ["rainstorm", "typhoon", "gale", "snowstorm", "cold_wave", "heat", "thunderstorm", "hail", "icy_roads"] as const satisfies readonly Warned[];
const LEVELS = ["blue", "yellow", "orange", "red"] as const satisfies readonly WarningLevel[];
const USUAL_HOURS = 6;
const HOUR_MS = 3_600_000;

interface Given {
  readonly kind: Warned;
  readonly level: WarningLevel;
  readonly until: string;
  readonly words?: string;
}

interface WeatherDialogProps {
  /** The one that changes; without it, a new one. */
  readonly warning?: WeatherWarning;
  readonly close: () => void;
}

/** What is coming, how bad, until when. */
export function WeatherDialog({ warning, close }: WeatherDialogProps) {
  const { t, word } = useWords();
  const { site } = useHere();
  const zone = useZone();
  const write = useWeatherWrite();
  const [form] = Form.useForm<Given>();
  const [now] = useState(() => Date.now());

  function send({ kind, level, until, words = "" }: Given) {
    const told = { level, until: new Date(momentOfWall(until, zone)).toISOString(), words };
    const body = warning === undefined ? ({ step: "give", body: { site: site.id, kind, ...told } } as const) : ({ step: "change", warning, body: told } as const);
    write.mutate(body, { onSuccess: close });
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t(warning === undefined ? "weather.give" : "weather.change")}
      okText={t(warning === undefined ? "weather.giveNow" : "weather.changeNow")}
      okButtonProps={{ "data-testid": "weather-ok" }}
    >
      <Form<Given>
        form={form}
        layout="vertical"
        initialValues={{
          kind: warning?.kind ?? "rainstorm",
          level: warning?.level ?? "orange",
          until: wallOf(warning === undefined ? now + USUAL_HOURS * HOUR_MS : Date.parse(warning.until), zone),
          words: warning?.words ?? "",
        }}
        onFinish={send}
      >
        <p className="quiet">{t("weather.starts")}</p>
        <Form.Item name="kind" label={t("weather.kind")}>
          <Select disabled={warning !== undefined} options={KINDS.map((kind) => ({ value: kind, label: word("weather.kind", kind) }))} data-testid="weather-kind" />
        </Form.Item>
        <Form.Item name="level" label={t("weather.level")}>
          <Radio.Group optionType="button" options={LEVELS.map((level) => ({ value: level, label: <span data-testid={`level-${level}`}>{word("weather.level", level)}</span> }))} />
        </Form.Item>
        <UntilItem label={t("weather.until")} missing={t("weather.untilMissing")} from={now} hours={[3, 6, 12, 24]} />
        <Form.Item name="words" label={t("weather.words")}>
          <Input.TextArea rows={3} maxLength={500} data-testid="weather-words" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
