/** What has changed between two texts, line by line. */
export interface DiffLine {
  readonly kind: "same" | "gone" | "new";
  readonly text: string;
  /** 1-based; `null`: it is not there. */
  readonly before: number | null;
  readonly after: number | null;
}

/** A place where lines that are the same on both sides are left out. */
export interface Fold {
  readonly kind: "fold";
  readonly lines: number;
}

/** Beyond this many pairs of lines everything between beginning and end is told as changed. */
const MOST_PAIRS = 4_000_000;

/** The shortest way from one text to the other; where lines go and come, those that go are told first. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const old = linesOf(before);
  const now = linesOf(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;

  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  const same = () => lines.push({ kind: "same", text: old[i] ?? "", before: ++i, after: ++j });
  const gone = () => lines.push({ kind: "gone", text: old[i] ?? "", before: ++i, after: null });
  const added = () => lines.push({ kind: "new", text: now[j] ?? "", before: null, after: ++j });

  while (i < head) same();
  const [rows, columns] = [old.length - tail, now.length - tail];
  const common = commonAhead(old.slice(head, rows), now.slice(head, columns));
  while (i < rows && j < columns) {
    if (old[i] === now[j] && common !== null) same();
    else if (common === null || (common[i - head + 1]?.[j - head] ?? 0) >= (common[i - head]?.[j - head + 1] ?? 0)) gone();
    else added();
  }
  while (i < rows) gone();
  while (j < columns) added();
  while (i < old.length) same();
  return lines;
}

/** The diff with what is far from a change left out: `around` lines stay on both sides. */
export function folded(lines: readonly DiffLine[], around = 3): (DiffLine | Fold)[] {
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== "same"));
  const shown: (DiffLine | Fold)[] = [];
  lines.forEach((line, index) => {
    const last = shown.at(-1);
    if (near[index] === true) shown.push(line);
    else if (last?.kind === "fold") shown[shown.length - 1] = { kind: "fold", lines: last.lines + 1 };
    else shown.push({ kind: "fold", lines: 1 });
  });
  return shown;
}

/** For each pair of places: how many lines both have in common from there on; `null`: too many to say. */
function commonAhead(old: readonly string[], now: readonly string[]): number[][] | null {
  if (old.length * now.length > MOST_PAIRS) return null;
  const ahead: number[][] = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const row = ahead[i] ?? [];
    const below = ahead[i + 1] ?? [];
    for (let j = now.length - 1; j >= 0; j -= 1) {
      row[j] = old[i] === now[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return ahead;
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
