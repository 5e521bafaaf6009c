import { App, Button, Form, Input, Modal, Select } from "antd";

import type { DayRule, Pattern, PatternSaved, Post, RotaPlan } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { useHere } from "../../sites/site-context";
import { useNow } from "../../time/clock";
import { dayOf } from "../../time/wall-clock";
import { usePeople } from "../../work-orders/use-people";
import styles from "../rota.module.css";
import { useRotaWrite } from "../use-rota";
import { POSTS } from "../words";
import { cycleOf, cycleText, spread, templates } from "./rotations";

interface Given {
  readonly name: string;
  readonly cycle: string;
  readonly apart: string;
  readonly starts_on: string;
  readonly members: string[];
  readonly posts: Post[];
  readonly on: DayRule;
}

interface PatternDialogProps {
  readonly plan: RotaPlan;
  readonly pattern: Pattern | null;
  readonly close: () => void;
}

const RULES: readonly DayRule[] = ["every_day", "not_on_holidays", "workdays"];

/** A rotation in marks (早早中中夜夜休休), who goes through it, and on which posts they stand. */
export function PatternDialog({ plan, pattern, close }: PatternDialogProps) {
  const { t, text, word } = useWords();
  const { site } = useHere();
  const { data: people = [] } = usePeople();
  const { notification } = App.useApp();
  const [form] = Form.useForm<Given>();
  const write = useRotaWrite();
  const today = dayOf(useNow(60), site.time_zone);
  const offered = templates(plan.shifts);

  function finish(given: Given) {
    const cycle = cycleOf(given.cycle, plan.shifts) ?? [];
    const members = spread(given.members, Number(given.apart), cycle.length);
    const kept = pattern !== null && String(pattern.members.map(({ person }) => person)) === String(given.members) && given.apart === apartOf(pattern);
    const body = { ...given, site: site.id, cycle, members: kept ? pattern.members : members, ends_on: pattern?.ends_on ?? null };
    write.mutate(
      { kind: "pattern", pattern: { site: body.site, name: body.name, cycle, starts_on: body.starts_on, ends_on: body.ends_on, members: body.members, posts: body.posts, on: body.on }, id: pattern?.id, version: pattern?.version },
      {
        onSuccess: (told) => {
          const { added, clashes } = told as PatternSaved;
          notification[clashes.length > 0 ? "warning" : "success"]({
            title: t("rota.made", { n: added }),
            description: clashes.slice(0, 5).map((clash) => <div key={clash.username + clash.day + clash.shift}>{text(clash.text)}</div>),
          });
          close();
        },
      },
    );
  }

  return (
    <Modal open onCancel={close} onOk={() => form.submit()} confirmLoading={write.isPending} title={t(pattern === null ? "rota.addPattern" : "rota.edit")} okText={t("rota.save")} okButtonProps={{ "data-testid": "pattern-ok" }} width={620}>
      <Form<Given>
        form={form}
        layout="vertical"
        onFinish={finish}
        initialValues={{
          name: pattern?.name ?? "",
          cycle: pattern === null ? "" : cycleText(pattern.cycle, plan.shifts),
          apart: pattern === null ? "2" : apartOf(pattern),
          starts_on: pattern?.starts_on ?? today,
          members: pattern?.members.map(({ person }) => person) ?? [],
          posts: pattern?.posts ?? [],
          on: pattern?.on ?? "every_day",
        }}
      >
        <div className={styles.line} style={{ marginBottom: 12 }}>
          {offered.map((each) => (
            <Button key={each.key} size="small" onClick={() => form.setFieldsValue({ name: t(each.key), cycle: each.cycle, apart: String(each.apart), on: each.on })}>
              {t(each.key)}
            </Button>
          ))}
        </div>
        <Form.Item name="name" label={t("rota.team")} rules={[{ required: true, whitespace: true, message: t("rota.teamMissing") }]}>
          <Input maxLength={60} data-testid="pattern-name" />
        </Form.Item>
        <Form.Item
          name="cycle"
          label={t("rota.cycle")}
          extra={t("rota.cycleHint", { marks: plan.shifts.map(({ mark }) => mark).join(" ") })}
          rules={[{ validator: (_, written: string) => (cycleOf(written, plan.shifts) === null ? Promise.reject(new Error(t("rota.cycleWrong"))) : Promise.resolve()) }]}
        >
          <Input data-testid="pattern-cycle" />
        </Form.Item>
        <Form.Item name="members" label={t("rota.members")} extra={t("rota.membersHint")} rules={[{ required: true, message: t("rota.membersMissing") }]}>
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: "label" }}
            options={people.filter(({ active, role }) => active && role !== "viewer").map(({ username, name, role }) => ({ value: username, label: `${name} · ${word("role", role)}` }))}
            data-testid="pattern-members"
          />
        </Form.Item>
        <div className={styles.two}>
          <Form.Item name="apart" label={t("rota.apart")}>
            <Input type="number" min={0} max={91} />
          </Form.Item>
          <Form.Item name="starts_on" label={t("rota.startsOn")} rules={[{ required: true, message: t("rota.fromMissing") }]}>
            <Input type="date" />
          </Form.Item>
        </div>
        <Form.Item name="posts" label={t("rota.posts")} extra={t("rota.postsHint")}>
          <Select<Post[]> mode="multiple" placeholder={t("rota.noPost")} options={POSTS.map((post) => ({ value: post, label: word("rota.post", post) }))} data-testid="pattern-posts" />
        </Form.Item>
        <Form.Item name="on" label={t("rota.onDays")}>
          <Select<DayRule> options={RULES.map((rule) => ({ value: rule, label: word("rota.days", rule) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** How many days the second member is ahead of the first. */
function apartOf({ members }: Pattern): string {
  return String((members[1]?.offset ?? 0) - (members[0]?.offset ?? 0));
}
