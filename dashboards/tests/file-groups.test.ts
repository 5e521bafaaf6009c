import { describe, expect, it } from "vitest";

import { namesOf } from "../src/worker/file-groups";

const BEGINNINGS = { app: "index.html", light: "public.html", first: ["tasks.tsx"] };
const chunk = (fileName: string, facadeModuleId: string | null, imports: string[], moduleIds: string[], isEntry = false) => ({ fileName, facadeModuleId, imports, moduleIds, isEntry });

const CHUNKS = [
  chunk("index.js", "index.html", ["shared.js", "rows.js"], ["main.tsx"], true),
  chunk("public.js", "public.html", ["shared.js"], ["public.tsx"], true),
  chunk("shared.js", null, ["deep.js"], ["react"]),
  chunk("deep.js", null, [], ["scheduler"]),
  chunk("rows.js", null, [], ["antd/button", "list.tsx"]),
  chunk("tasks.js", "tasks.tsx", ["shared.js", "cards.js", "index.js", "panel.js"], ["tasks.tsx"]),
  chunk("cards.js", null, ["rows.js"], ["card.tsx"]),
  chunk("panel.js", "panel.tsx", [], ["panel.tsx", "knob.tsx"]),
  chunk("rota.js", "rota.tsx", ["calendar.js"], ["rota.tsx"]),
  chunk("calendar.js", null, [], ["calendar"]),
];

describe("the files of the build", () => {
  it("put together what is loaded together", () => {
    expect(Object.fromEntries(namesOf(CHUNKS, BEGINNINGS))).toEqual({
      react: "both",
      scheduler: "both",
      "antd/button": "start",
      "list.tsx": "start",
      "card.tsx": "guard",
      "knob.tsx": "guard",
    });
  });

  it("leave pages and the scripts of an entry where they are, and what comes later", () => {
    const names = namesOf(CHUNKS, BEGINNINGS);
    expect(["tasks.tsx", "panel.tsx", "main.tsx", "public.tsx", "rota.tsx", "calendar"].filter((id) => names.has(id))).toEqual([]);
  });

  it("know every page that they are told of", () => {
    expect(() => namesOf(CHUNKS, { ...BEGINNINGS, first: ["gone.tsx"] })).toThrow("gone.tsx");
  });
});
