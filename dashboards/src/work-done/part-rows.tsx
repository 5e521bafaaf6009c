import { Button, Checkbox, Input, InputNumber } from "antd";

import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { NEW_PART, type PartDraft } from "./draft";
import { fenOf, yuan } from "./money";
import styles from "./work-done.module.css";

interface PartRowsProps {
  readonly parts: readonly PartDraft[];
  readonly change: (parts: readonly PartDraft[]) => void;
}

/** Parts and material, a row for each, and what they come to. */
export function PartRows({ parts, change }: PartRowsProps) {
  const { t } = useWords();
  const set = (place: number, part: Partial<PartDraft>) => change(parts.map((each, at) => (at === place ? { ...each, ...part } : each)));
  const total = parts.reduce((sum, part) => sum + Math.round((part.quantity ?? 1) * part.unit_cost_fen), 0);
  return (
    <section>
      <h3>{t("workDone.parts")}</h3>
      <ul className={styles.rows}>
        {parts.map((part, place) => (
          // Lines have no identity of their own: they are where they stand.
          <li key={place} className={styles.row} data-testid="part-row">
            <Input
              className={styles.grow}
              aria-label={t("workDone.partName")}
              placeholder={t("workDone.partName")}
              maxLength={120}
              value={part.name}
              onChange={(event) => set(place, { name: event.target.value })}
              data-testid="part-name"
            />
            <InputNumber
              aria-label={t("workDone.quantity")}
              className={styles.small}
              min={0.001}
              max={1_000_000}
              value={part.quantity}
              onChange={(quantity) => set(place, { quantity })}
              data-testid="part-quantity"
            />
            <Input
              aria-label={t("workDone.unit")}
              placeholder={t("workDone.unit")}
              className={styles.tiny}
              maxLength={16}
              value={part.unit}
              onChange={(event) => set(place, { unit: event.target.value })}
              data-testid="part-unit"
            />
            <InputNumber
              aria-label={t("workDone.unitCost")}
              className={styles.small}
              prefix="¥"
              min={0}
              max={10_000_000}
              precision={2}
              value={part.unit_cost_fen === 0 ? null : part.unit_cost_fen / 100}
              placeholder={t("workDone.unitCost")}
              onChange={(amount) => set(place, { unit_cost_fen: fenOf(amount) })}
              data-testid="part-cost"
            />
            <Checkbox checked={part.owner_pays} onChange={(event) => set(place, { owner_pays: event.target.checked })} data-testid="part-owner">
              {t("workDone.ownerPays")}
            </Checkbox>
            <Button
              type="text"
              icon={<Icon name="close" />}
              aria-label={t("workDone.remove")}
              onClick={() => change(parts.filter((_, at) => at !== place))}
              data-testid="part-remove"
            />
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <Button icon={<Icon name="plus" />} onClick={() => change([...parts, NEW_PART])} data-testid="add-part">
          {t("workDone.addPart")}
        </Button>
        {total > 0 && <strong data-testid="parts-total">{t("workDone.total", { cost: yuan(total) })}</strong>}
      </div>
    </section>
  );
}
