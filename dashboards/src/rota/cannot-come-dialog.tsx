import { App, Form, Modal } from "antd";
import { useState } from "react";

import { SpanItems } from "../layout/span-items";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { momentOfWall, wallOf } from "../time/wall-clock";
import { useRotaWrite } from "./use-rota";

interface Given {
  readonly since: string;
  readonly until: string;
}

const DAY_MS = 86_400_000;

/** I cannot come: from when to when. Nobody asks why. */
export function CannotComeDialog({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { t } = useWords();
  const { site } = useHere();
  const { message } = App.useApp();
  const [form] = Form.useForm<Given>();
  const write = useRotaWrite();
  const [initial] = useState(() => ({ since: wallOf(Date.now(), site.time_zone), until: wallOf(Date.now() + DAY_MS, site.time_zone) }));
  const moment = (wall: string) => momentOfWall(wall, site.time_zone);

  function finish({ since, until }: Given) {
    const absence = { site: site.id, username: null, since: new Date(moment(since)).toISOString(), until: new Date(moment(until)).toISOString() };
    write.mutate(
      { kind: "cannot-come", absence },
      {
        onSuccess: () => {
          void message.success(t("rota.leadTold"));
          close();
        },
      },
    );
  }

  return (
    <Modal
      open={open}
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t("rota.cannotCome")}
      okText={t("rota.tell")}
      okButtonProps={{ "data-testid": "away-ok" }}
      destroyOnHidden
    >
      <p className="quiet">{t("rota.cannotComeWhat")}</p>
      <Form<Given> form={form} layout="vertical" initialValues={initial} onFinish={finish} preserve={false}>
        <SpanItems
          zone={site.time_zone}
          testId="away"
          words={{
            since: t("rota.from"),
            sinceMissing: t("rota.fromMissing"),
            until: t("rota.until"),
            untilMissing: t("rota.untilMissing"),
            untilEarly: t("rota.untilEarly"),
          }}
        />
      </Form>
    </Modal>
  );
}
