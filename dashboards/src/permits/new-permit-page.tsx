import { useMutation } from "@tanstack/react-query";
import { Button, Card, Form, Input, Switch } from "antd";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";

import { api, data } from "../api/client";
import { asProblem } from "../api/problem";
import type { PermitKind, Scope } from "../api/schema";
import { useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { Icon } from "../icons/icon";
import actionStyles from "../layout/actions.module.css";
import { Page } from "../layout/page";
import { oneIn, textIn } from "../layout/search-params";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { momentOfWall } from "../time/wall-clock";
import { KindCards } from "./kind-cards";
import { KIND_RULES, PERMIT_KINDS } from "./permit-kinds";
import styles from "./new-permit.module.css";
import { firstWindow, PermitWindow } from "./permit-window";
import { coveredAssets, hiddenScope, isEmpty, NO_SCOPE, typesOf } from "./scope";
import { ScopePicker } from "./scope-picker";
import { ScopeSummary } from "./scope-summary";
import { usePointIds } from "./use-point-ids";

interface Given {
  readonly kind?: PermitKind;
  readonly place: string;
  readonly work: string;
  readonly starts: string;
  readonly until: string;
  readonly watcher?: string;
  readonly contractor?: string;
}

/** Ask for a permit: what work, which equipment, when, who watches, and whether alarms mean nothing meanwhile. */
export default function NewPermitPage() {
  const { t, text } = useWords();
  const { site } = useHere();
  const navigate = useNavigate();
  const tell = useProblemNotice();
  const [params] = useSearchParams();
  const { data: assets = [] } = useAssets();
  const { data: spaces = [] } = useSpaces();
  const [form] = Form.useForm<Given>();
  const kind = Form.useWatch("kind", form) ?? oneIn(params, "kind", PERMIT_KINDS);
  const [chosen, choose] = useState<Scope>(() => ({ ...NO_SCOPE, assets: textIn(params, "asset") === "" ? [] : [textIn(params, "asset")] }));
  const [wanted, want] = useState(true);
  const [tried, setTried] = useState(false);
  const [initial] = useState(() => ({ kind: oneIn(params, "kind", PERMIT_KINDS) ?? undefined, ...firstWindow(site.time_zone) }));
  const mayHide = kind !== null && typesOf(kind).length > 0;
  const hides = wanted && mayHide;
  const pointIds = usePointIds(hides ? chosen.assets : []);
  const hiding = hides ? hiddenScope(kind, chosen, assets, pointIds) : null;
  const scope = hiding?.scope ?? chosen;
  const covered = coveredAssets(scope, assets, spaces);

  const ask = useMutation({
    mutationFn: ({ kind: asked, given: { work, place, starts, until, watcher, contractor } }: { kind: PermitKind; given: Given }) =>
      data(
        api.POST("/api/v1/permits", {
          body: {
            site: site.id,
            kind: asked,
            work,
            place,
            scope,
            hides,
            starts_at: new Date(momentOfWall(starts, site.time_zone)).toISOString(),
            until: new Date(momentOfWall(until, site.time_zone)).toISOString(),
            watcher: watcher?.trim() ?? null,
            contractor: contractor?.trim() ?? null,
          },
        }),
      ),
    onSuccess: (permit) => void navigate(`/permits/${permit.id}`),
    onError: tell,
  });

  return (
    <>
      <Link to="/permits" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("permits.tab")}
      </Link>
      <Page title={t("permits.new")}>
        <Form<Given>
          form={form}
          layout="vertical"
          className={styles.form}
          initialValues={initial}
          scrollToFirstError
          onFinish={(given) => {
            setTried(true);
            if (kind !== null && !isEmpty(scope)) ask.mutate({ kind, given });
          }}
          onFinishFailed={() => setTried(true)}
        >
          <Card size="small" title={t("permit.kind")}>
            <Form.Item name="kind" rules={[{ required: true, message: t("permit.kindMissing") }]} style={{ margin: 0 }}>
              <KindCards />
            </Form.Item>
          </Card>
          <Card size="small" title={t("permit.what")}>
            <Form.Item name="work" label={t("permit.work")} rules={[{ required: true, whitespace: true, message: t("permit.workMissing") }]}>
              <Input.TextArea rows={2} maxLength={2000} placeholder={t("permit.workExample")} data-testid="permit-work" />
            </Form.Item>
            <Form.Item name="place" label={t("permit.place")} rules={[{ required: true, whitespace: true, message: t("permit.placeMissing") }]}>
              <Input maxLength={200} placeholder={t("permit.placeExample")} data-testid="permit-place" />
            </Form.Item>
            <PermitWindow longestHours={kind === null ? null : KIND_RULES[kind].longest_hours} />
            <div className={styles.two}>
              <Form.Item
                name="watcher"
                label={t("permit.watcher")}
                extra={kind !== null && KIND_RULES[kind].watcher ? t("permit.watcherNeeded") : t("permit.optional")}
              >
                <Input maxLength={100} data-testid="permit-watcher" />
              </Form.Item>
              <Form.Item name="contractor" label={t("permit.contractor")} extra={t("permit.optional")}>
                <Input maxLength={200} data-testid="permit-contractor" />
              </Form.Item>
            </div>
          </Card>
          <Card size="small" title={t("scope.title")}>
            <ScopePicker scope={chosen} choose={choose} hides={hides ? kind : null} />
            <ScopeSummary
              scope={scope}
              covered={covered}
              inPart={hiding?.inPart}
              live={hiding?.live}
              liveTypes={hiding?.liveTypes.map((type) => text(assets.find((asset) => asset.type === type)?.type_name ?? { zh: type, en: type }))}
            />
            {tried && isEmpty(scope) && <p className="late">{t("scope.missing")}</p>}
          </Card>
          <Card size="small" title={t("permit.hidesShort")}>
            <div className={styles.hides}>
              <label className={styles.switch}>
                <Switch checked={hides} disabled={!mayHide} onChange={want} data-testid="permit-hides" />
                {t("permit.hidesLabel")}
              </label>
              <p className="quiet" data-testid="hides-hint">
                {kind === null ? t("permit.hidesChooseKind") : !mayHide ? t("permit.hidesNever") : hides ? t("permit.hidesHint") : t("permit.hidesOff")}
              </p>
            </div>
          </Card>
          {ask.isError && <p className="late">{asProblem(ask.error).detail}</p>}
          <div className={actionStyles.actions}>
            <Button type="primary" size="large" htmlType="submit" loading={ask.isPending} data-testid="permit-send">
              {t("permits.send")}
            </Button>
          </div>
        </Form>
      </Page>
    </>
  );
}
