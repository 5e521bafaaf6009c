/**
 * Lighthouse's mobile preset on pages of a running Steward, each loaded as for the first time.
 *
 * Reads one JSON object from its standard input, `{url, chromium, flags, pages: [{name, path, username, password}]}`, and
 * writes one a page, a line each: `{name, scores, bytes, millis, shift, faults}`. Without `username` nobody is signed in.
 */
import { text } from "node:stream/consumers";

import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const CATEGORIES = ["performance", "accessibility", "best-practices"];
const MILLIS = { fcp: "first-contentful-paint", lcp: "largest-contentful-paint", tbt: "total-blocking-time" };
const PATIENCE_MS = 120_000;
/** The live stream of a page never ends: without this Lighthouse would wait for it. */
const LOADED_WITHIN_MS = 45_000;

const { url, chromium, flags, pages } = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({ executablePath: chromium, args: flags, headless: true, protocolTimeout: PATIENCE_MS });
try {
  for (const asked of pages) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    if (asked.username !== undefined) await signIn(page, asked);
    await forget(page);
    // What says who is signed in stays; all else is put back above.
    const run = await lighthouse(url + asked.path, { onlyCategories: CATEGORIES, disableStorageReset: true, maxWaitForLoad: LOADED_WITHIN_MS }, undefined, page);
    process.stdout.write(JSON.stringify(found(asked.name, run.lhr)) + "\n");
    await context.close();
  }
} finally {
  await browser.close();
}

async function signIn(page, { username, password }) {
  await page.goto(`${url}/sign-in`, { timeout: PATIENCE_MS });
  await page.waitForSelector('[data-testid="username"]', { timeout: PATIENCE_MS });
  await page.type('[data-testid="username"]', username);
  await page.type('[data-testid="password"]', password);
  await page.click('[data-testid="sign-in"]');
  await page.waitForSelector('[data-testid="connection-state"]', { timeout: PATIENCE_MS });
}

/** Let the phone be one that was never here: no files, no worker; but whoever has signed in. */
async function forget(page) {
  await page.goto("about:blank");
  const debug = await page.createCDPSession();
  await debug.send("Network.clearBrowserCache");
  await debug.send("Storage.clearDataForOrigin", { origin: url, storageTypes: "service_workers,cache_storage,indexeddb" });
  await debug.detach();
}

function found(name, { categories, audits, runtimeError }) {
  if (runtimeError !== undefined) throw new Error(`${name}: ${runtimeError.message}`);
  const wanted = CATEGORIES.flatMap((category) => categories[category].auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id));
  return {
    name,
    scores: Object.fromEntries(CATEGORIES.map((category) => [category, Math.round((categories[category].score ?? 0) * 100)])),
    bytes: audits["total-byte-weight"].numericValue,
    millis: Object.fromEntries(Object.entries(MILLIS).map(([key, id]) => [key, Math.round(audits[id].numericValue)])),
    shift: audits["cumulative-layout-shift"].numericValue,
    faults: [...new Set(wanted)].filter((id) => audits[id].score !== null && audits[id].score < 0.9),
  };
}
