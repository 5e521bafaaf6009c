import styles from "./chip-row.module.css";

export interface Chip {
  readonly name: string;
  readonly label: string;
}

interface ChipRowProps<T extends Chip> {
  readonly chips: readonly T[];
  readonly choose: (chip: T) => void;
  /** The label or name that is chosen now. */
  readonly chosen: string | null;
  readonly label?: string;
}

/** Ready-made words in a row: nobody types in wet gloves. */
export function ChipRow<T extends Chip>({ chips, choose, chosen, label }: ChipRowProps<T>) {
  return (
    <div className={styles.chips} role="group" aria-label={label}>
      {chips.map((chip) => (
        <button
          key={chip.name}
          type="button"
          className={styles.chip}
          aria-pressed={chip.label === chosen || chip.name === chosen}
          onClick={() => choose(chip)}
          data-testid={`chip-${chip.name}`}
        >
          {chip.label}
        </button>
      ))}
    </div>
  );
}
