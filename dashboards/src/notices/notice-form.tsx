import { App, Button, Card, Checkbox, Form, Input, Select } from "antd";
import { useState } from "react";

import type { ChangeNotice, NoticeDetail, NoticeKind } from "../api/schema";
import actionStyles from "../layout/actions.module.css";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { momentOfWall, wallOf } from "../time/wall-clock";
import styles from "../work-orders/order-view.module.css";
import { DeliveryCard } from "./delivery-card";
import { NOTICE_KINDS } from "./notice-kinds";
import { NoticeLog } from "./notice-log";
import ownStyles from "./notices.module.css";
import { PageCard } from "./page-card";
import { UnitsPicker } from "./units-picker";
import { useNoticeWrite } from "./use-notices";

interface Given {
  readonly kind: NoticeKind;
  readonly causeZh: string;
  readonly causeEn: string;
  readonly since?: string;
  readonly until?: string;
  readonly phone: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly textZh: string;
  readonly textEn: string;
  readonly channels: string[];
}

/** The draft: whom it concerns and when, what it says in both languages, by what it goes. Saved before it is submitted. */
export function NoticeForm({ notice }: { readonly notice: NoticeDetail }) {
  const { t, text } = useWords();
  const zone = useZone();
  const { message } = App.useApp();
  const write = useNoticeWrite(notice);
  const [form] = Form.useForm<Given>();
  const [units, setUnits] = useState<readonly string[]>(() => notice.units.map(({ space }) => space));
  const [changed, setChanged] = useState(false);

  const wall = (at: string | null) => (at === null ? "" : wallOf(Date.parse(at), zone));
  const moment = (at = "") => {
    const found = momentOfWall(at, zone);
    return Number.isNaN(found) ? null : new Date(found).toISOString();
  };

  function body(reword: boolean): ChangeNotice {
    const given = form.getFieldsValue();
    return {
      kind: given.kind,
      title: { zh: given.titleZh, en: given.titleEn },
      text: { zh: given.textZh, en: given.textEn },
      cause: { zh: given.causeZh, en: given.causeEn },
      units: [...units],
      channels: given.channels,
      since: moment(given.since),
      until: moment(given.until),
      phone: given.phone,
      reword,
    };
  }

  const save = (reword = false) => write.mutate({ step: "change", body: body(reword) }, { onSuccess: () => void message.success(t("notices.saved")) });
  // What was approved is exactly what somebody saw: changes are saved first.
  const submit = () => write.mutate({ step: "submit" });

  return (
    <Form<Given>
      form={form}
      layout="vertical"
      onValuesChange={() => setChanged(true)}
      initialValues={{
        kind: notice.kind,
        causeZh: notice.cause.zh,
        causeEn: notice.cause.en,
        since: wall(notice.since),
        until: wall(notice.until),
        phone: notice.phone,
        titleZh: notice.title.zh,
        titleEn: notice.title.en,
        textZh: notice.text.zh,
        textEn: notice.text.en,
        channels: notice.channels,
      }}
      data-testid="notice-form"
      data-changed={changed}
    >
      <div className={styles.columns}>
        <div className={styles.column}>
          <Card size="small" title={t("notices.who")}>
            <UnitsPicker
              chosen={units}
              choose={(wanted) => {
                setUnits(wanted);
                setChanged(true);
              }}
            />
          </Card>
          <Card size="small" title={t("notices.words")}>
            <div className={ownStyles.both}>
              <Form.Item name="causeZh" label={t("notices.causeZh")} extra={t("notices.causeHint")}>
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item name="causeEn" label={t("notices.causeEn")}>
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item name="since" label={t("notices.since")}>
                <Input type="datetime-local" />
              </Form.Item>
              <Form.Item name="until" label={t("notices.until")}>
                <Input type="datetime-local" data-testid="notice-until" />
              </Form.Item>
              <Form.Item name="kind" label={t("notices.kind")}>
                <Select options={NOTICE_KINDS.map((kind) => ({ value: kind, label: t(`notice.kind.${kind}`) }))} />
              </Form.Item>
              <Form.Item name="phone" label={t("notices.phone")} extra={t("notices.phoneHint")}>
                <Input maxLength={60} inputMode="tel" data-testid="notice-phone" />
              </Form.Item>
            </div>
            <Form.Item extra={t("notices.rewordHint")}>
              <Button onClick={() => save(true)} loading={write.isPending} data-testid="reword">
                {t("notices.reword")}
              </Button>
            </Form.Item>
            <div className={ownStyles.both}>
              <LanguagePart language="Zh" title={t("notices.zh")} />
              <LanguagePart language="En" title={t("notices.en")} />
            </div>
          </Card>
        </div>
        <div className={styles.column}>
          <Card size="small" title={t("notices.channels")}>
            {notice.reach.length === 0 ? (
              <p className="quiet">{t("notices.channelsNone")}</p>
            ) : (
              <Form.Item name="channels" extra={t("notices.always")} style={{ margin: 0 }}>
                <Checkbox.Group
                  className={ownStyles.part}
                  options={notice.reach.map((way) => ({
                    value: way.channel,
                    label: (
                      <span data-testid={`channel-${way.channel}`}>
                        {text(way.title)} <span className="quiet">{way.group ? t("notices.group") : t("notices.messages", { n: way.messages })}</span>
                      </span>
                    ),
                  }))}
                />
              </Form.Item>
            )}
          </Card>
          <DeliveryCard notice={notice} />
          <PageCard notice={notice} />
          <Card size="small" title={t("notices.log")}>
            <NoticeLog entries={notice.log} />
          </Card>
        </div>
      </div>
      <div className={actionStyles.actions} style={{ marginTop: 16 }}>
        <Button type={changed ? "primary" : "default"} size="large" onClick={() => save()} loading={write.isPending} data-testid="save-notice">
          {t("notices.save")}
        </Button>
        {notice.may.submit && (
          <Button type={changed ? "default" : "primary"} size="large" disabled={changed} onClick={submit} loading={write.isPending} data-testid="submit-notice">
            {t("notices.submit")}
          </Button>
        )}
        {changed && <span className="quiet">{t("notices.unsaved")}</span>}
      </div>
    </Form>
  );
}

/** Title and text in one language. */
function LanguagePart({ language, title }: { readonly language: "Zh" | "En"; readonly title: string }) {
  const { t } = useWords();
  const rules = [{ required: true, whitespace: true, message: t("notices.bothMissing") }];
  return (
    <section className={ownStyles.part} lang={language === "Zh" ? "zh-CN" : "en"}>
      <Form.Item name={`title${language}`} label={`${title} · ${t("notices.wordsTitle")}`} rules={rules}>
        <Input maxLength={200} data-testid={`title-${language}`} />
      </Form.Item>
      <Form.Item name={`text${language}`} label={`${title} · ${t("notices.wordsText")}`} rules={rules}>
        <Input.TextArea autoSize={{ minRows: 6, maxRows: 16 }} maxLength={4000} data-testid={`text-${language}`} />
      </Form.Item>
    </section>
  );
}
