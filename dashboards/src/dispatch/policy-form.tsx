import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, InputNumber, Select, Skeleton } from "antd";
import { useState } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { DispatchMode, DispatchPolicy, KindPolicy } from "../api/schema";
import { Failure } from "../layout/failure";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import styles from "./dispatch.module.css";

const MODES = ["off", "propose", "auto"] as const satisfies readonly DispatchMode[];

/** By kind of order: nothing, a proposal, or dispatch by itself; for alarms and for people's requests. */
export function PolicyForm({ editable }: { readonly editable: boolean }) {
  const { site } = useHere();
  const { data: policy, error, refetch } = useQuery({
    queryKey: keys.dispatchPolicy(site.id),
    queryFn: () => data(api.GET("/api/v1/dispatch/policies", { params: { query: { site: site.id } } })),
  });
  if (policy === undefined) return error === null ? <Skeleton active paragraph={{ rows: 6 }} /> : <Failure error={error} retry={() => void refetch()} />;
  return <Loaded key={policy.version} policy={policy} editable={editable} />;
}

function Loaded({ policy, editable }: { readonly policy: DispatchPolicy; readonly editable: boolean }) {
  const { t, word } = useWords();
  const client = useQueryClient();
  const tell = useProblemNotice();
  const { message } = App.useApp();
  const [kinds, setKinds] = useState<readonly KindPolicy[]>(policy.kinds);
  const [capacity, setCapacity] = useState(policy.capacity);
  const save = useMutation({
    mutationFn: () =>
      data(
        api.PUT("/api/v1/dispatch/policies", {
          params: { query: { site: policy.site }, header: { "if-match": `"${policy.version}"` } },
          body: { kinds: [...kinds], capacity },
        }),
      ),
    onSuccess: (told) => {
      client.setQueryData(keys.dispatchPolicy(policy.site), told);
      void message.success(t("dispatch.duty.policySaved"));
    },
    onError: (error) => {
      tell(error);
      void client.invalidateQueries({ queryKey: keys.dispatchPolicy(policy.site) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["dispatch"] }),
  });
  const options = MODES.map((mode) => ({ value: mode, label: word("dispatch.mode", mode) }));
  const change = (kind: KindPolicy["kind"], part: Partial<KindPolicy>) => setKinds(kinds.map((line) => (line.kind === kind ? { ...line, ...part } : line)));
  return (
    <div className={styles.policy} data-testid="policy">
      <p className="quiet">{t("dispatch.duty.policyWhat")}</p>
      {kinds.map(({ kind, alarms, requests }) => (
        <fieldset key={kind} className={styles.kind} data-testid="policy-kind" data-kind={kind}>
          <legend>{word("order.kind", kind)}</legend>
          <label>
            <span className="quiet">{t("dispatch.duty.fromAlarms")}</span>
            <Select<DispatchMode> disabled={!editable} value={alarms} options={options} onChange={(mode) => change(kind, { alarms: mode })} />
          </label>
          <label>
            <span className="quiet">{t("dispatch.duty.fromPeople")}</span>
            <Select<DispatchMode> disabled={!editable} value={requests} options={options} onChange={(mode) => change(kind, { requests: mode })} />
          </label>
        </fieldset>
      ))}
      <label className={styles.line}>
        {t("dispatch.duty.capacity")}
        <InputNumber min={1} max={50} value={capacity} disabled={!editable} onChange={(n) => setCapacity(n ?? policy.capacity)} data-testid="capacity" />
      </label>
      {editable && (
        <Button type="default" loading={save.isPending} onClick={() => save.mutate()} style={{ marginTop: 16 }} data-testid="save-policy">
          {t("dispatch.duty.save")}
        </Button>
      )}
    </div>
  );
}
