/**
 * Run `work` in one tab of this browser at a time.
 *
 * Web Locks do this well but exist only on https and localhost. On plain http a claim in localStorage takes their
 * place: good enough, because tabs seldom start in the same instant and whoever comes second looks again at what the
 * first has done.
 */
import { uniqueKey } from "./unique-key";

const CLAIM_LASTS_MS = 10_000;
const SETTLES_MS = 60;

export async function oneTabAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = (navigator as Partial<Navigator>).locks;
  if (locks !== undefined) return locks.request(name, work);
  await claim(name);
  try {
    return await work();
  } finally {
    localStorage.removeItem(name);
  }
}

async function claim(name: string): Promise<void> {
  const mine = uniqueKey();
  const giveUpAt = Date.now() + CLAIM_LASTS_MS;
  while (Date.now() < giveUpAt) {
    const [, until] = (localStorage.getItem(name) ?? "|0").split("|");
    if (Number(until) < Date.now()) {
      localStorage.setItem(name, `${mine}|${Date.now() + CLAIM_LASTS_MS}`);
      await pause(SETTLES_MS);
      if (localStorage.getItem(name)?.startsWith(mine)) return;
    }
    await pause(SETTLES_MS * (1 + Math.random()));
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
