import { Button, Card, InputNumber, Input, Select } from "antd";
import { useState } from "react";

import type { DayRule, Post, RotaPlan, Shift } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import styles from "../rota.module.css";
import { clockOf, minutesOf } from "../span";
import { useRotaWrite } from "../use-rota";
import { POSTS } from "../words";

const RULES: readonly DayRule[] = ["every_day", "not_on_holidays", "workdays"];

/** The usual shifts of a site that has none: three of eight hours and one of the office. */
const USUAL: readonly Shift[] = [
  { id: "early", name: { zh: "早班", en: "Early" }, mark: "早", begin: 480, end: 960, needs: [], on: "every_day" },
  { id: "late", name: { zh: "中班", en: "Late" }, mark: "中", begin: 960, end: 0, needs: [], on: "every_day" },
  { id: "night", name: { zh: "夜班", en: "Night" }, mark: "夜", begin: 0, end: 480, needs: [], on: "every_day" },
  { id: "office", name: { zh: "长白班", en: "Office" }, mark: "白", begin: 510, end: 1050, needs: [], on: "workdays" },
];

function fresh(taken: readonly Shift[]): Shift {
  let number = taken.length + 1;
  while (taken.some(({ id }) => id === `shift-${number}`)) number += 1;
  return { id: `shift-${number}`, name: { zh: "", en: "" }, mark: "", begin: 480, end: 960, needs: [], on: "every_day" };
}

/** Shifts: name, mark, hours, which posts need how many people in them. */
export function ShiftsForm({ plan }: { readonly plan: RotaPlan }) {
  const { t, word } = useWords();
  const [shifts, setShifts] = useState<readonly Shift[]>(plan.shifts.length === 0 && plan.version === 0 ? USUAL : plan.shifts);
  const write = useRotaWrite();
  const change = (place: number, part: Partial<Shift>) => setShifts(shifts.map((shift, each) => (each === place ? { ...shift, ...part } : shift)));
  return (
    <Card size="small" title={t("rota.shifts")}>
      <div className={styles.stack}>
        {shifts.map((shift, place) => (
          <div key={shift.id} className={styles.card} data-testid="shift" data-shift={shift.id}>
            <div className={styles.shiftRow}>
              <Input value={shift.name.zh} aria-label={t("rota.nameZh")} placeholder={t("rota.nameZh")} onChange={({ target }) => change(place, { name: { ...shift.name, zh: target.value } })} />
              <Input value={shift.name.en} aria-label={t("rota.nameEn")} placeholder={t("rota.nameEn")} onChange={({ target }) => change(place, { name: { ...shift.name, en: target.value } })} />
              <Input value={shift.mark} maxLength={4} aria-label={t("rota.mark")} placeholder={t("rota.mark")} onChange={({ target }) => change(place, { mark: target.value })} />
              <Input type="time" value={clockOf(shift.begin % 1440)} aria-label={t("rota.from")} onChange={({ target }) => change(place, { begin: minutesOf(target.value) })} />
              <Input type="time" value={clockOf(shift.end % 1440)} aria-label={t("rota.until")} onChange={({ target }) => change(place, { end: minutesOf(target.value) })} />
              <Button onClick={() => setShifts(shifts.filter((_, each) => each !== place))} aria-label={t("rota.remove")} icon={<Icon name="close" />} />
            </div>
            <Select<DayRule> value={shift.on} onChange={(on) => change(place, { on })} options={RULES.map((rule) => ({ value: rule, label: word("rota.days", rule) }))} aria-label={t("rota.onDays")} />
            {shift.needs.map((need) => (
              <div key={need.post} className={styles.line}>
                <span>{word("rota.post", need.post)}</span>
                <InputNumber
                  min={0}
                  max={99}
                  value={need.people}
                  aria-label={t("rota.people")}
                  onChange={(people) =>
                    change(place, { needs: people === 0 || people === null ? shift.needs.filter(({ post }) => post !== need.post) : shift.needs.map((each) => (each.post === need.post ? { ...each, people } : each)) })
                  }
                />
                <span className="quiet">{t("rota.people")}</span>
              </div>
            ))}
            <Select<Post>
              value={null}
              placeholder={t("rota.addNeed")}
              aria-label={t("rota.addNeed")}
              options={POSTS.filter((post) => !shift.needs.some((need) => need.post === post)).map((post) => ({ value: post, label: word("rota.post", post) }))}
              onChange={(post) => change(place, { needs: [...shift.needs, { post, people: 1 }] })}
            />
          </div>
        ))}
        <div className={styles.actions}>
          <Button icon={<Icon name="plus" />} onClick={() => setShifts([...shifts, fresh(shifts)])}>
            {t("rota.addShift")}
          </Button>
          <Button type="primary" loading={write.isPending} onClick={() => write.mutate({ kind: "plan", plan: { ...plan, shifts: [...shifts] }, version: plan.version })} data-testid="save-shifts">
            {t("rota.save")}
          </Button>
        </div>
      </div>
    </Card>
  );
}
