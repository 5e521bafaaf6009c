import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { keys } from "../src/api/keys";
import type { Incident, IncidentDetail } from "../src/api/schema";
import { floodName, wantsFlat } from "../src/incidents/flood-choice";
import { incidentNews } from "../src/live/incident-news";
import type { PatchedList } from "../src/live/patched-list";
import { anIncident, anIncidentDetail } from "./samples";

const OPEN = keys.incidents({ site: "riverside", open: true });
const list = (...items: Incident[]): PatchedList<Incident> => ({ items, next_cursor: null, waiting: [] });

describe("news of incidents", () => {
  let client: QueryClient;
  const read = vi.fn<(id: string) => Promise<IncidentDetail>>();
  const shown = () => client.getQueryData<PatchedList<Incident>>(OPEN);

  beforeEach(() => {
    vi.useFakeTimers();
    read.mockReset();
    read.mockImplementation((id) => Promise.resolve(anIncidentDetail({ id, alarm_count: 7, version: 2 })));
    client = new QueryClient();
  });
  afterEach(() => void vi.useRealTimers());

  it("mend the row that is shown with its new numbers", async () => {
    client.setQueryData(OPEN, list(anIncident()));
    incidentNews(client, read)("i1");
    await vi.advanceTimersByTimeAsync(0);
    expect(shown()?.items[0]?.alarm_count).toBe(7);
  });

  it("let a new incident wait", async () => {
    client.setQueryData(OPEN, list());
    incidentNews(client, read)("i9");
    await vi.advanceTimersByTimeAsync(0);
    expect(shown()?.items).toEqual([]);
    expect(shown()?.waiting.map(({ id }) => id)).toEqual(["i9"]);
  });

  it("mend the detail that is open", async () => {
    client.setQueryData(keys.incident("i1"), anIncidentDetail());
    incidentNews(client, read)("i1");
    await vi.advanceTimersByTimeAsync(0);
    expect(client.getQueryData<IncidentDetail>(keys.incident("i1"))?.alarm_count).toBe(7);
  });

  it("ask for each incident once a second, however many alarms come", async () => {
    client.setQueryData(OPEN, list(anIncident()));
    const tell = incidentNews(client, read);
    for (let n = 0; n < 50; n += 1) tell("i1");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it("ask for nothing while no page shows incidents", async () => {
    incidentNews(client, read)("i1");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(read).not.toHaveBeenCalled();
  });

  it("have the lists read anew when an incident cannot be read", async () => {
    client.setQueryData(OPEN, list(anIncident()));
    read.mockRejectedValue(new Error("gone"));
    const asked = vi.spyOn(client, "invalidateQueries");
    incidentNews(client, read)("i1");
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveBeenCalledWith({ queryKey: ["incidents"] });
  });
});

describe("the choice of the flat list in a flood", () => {
  const flood = { since: "2026-01-31T08:00:00.000Z", alarms: 12, operators: 1, window_s: 600 };

  it("holds for this flood", () => {
    expect(wantsFlat("riverside", flood, floodName("riverside", flood))).toBe(true);
  });

  it.each([
    ["nothing was chosen", "riverside", flood, null],
    ["it was for an earlier flood", "riverside", { ...flood, since: "2026-01-31T20:00:00.000Z" }, floodName("riverside", flood)],
    ["it was for another site", "elsewhere", flood, floodName("riverside", flood)],
  ])("does not when %s", (_, site, now, remembered) => {
    expect(wantsFlat(site, now, remembered)).toBe(false);
  });
});
