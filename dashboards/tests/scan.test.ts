import { describe, expect, it } from "vitest";

import { barcodeDetector, nfcReader, wordOfTag } from "../src/scan/browser-parts";

function view(text: string): DataView {
  return new DataView(new TextEncoder().encode(text).buffer);
}

describe("an NFC tag", () => {
  it("says the address that is written on it", () => {
    const records = [{ recordType: "mime" }, { recordType: "url", data: view("https://steward.example/q/abc") }];
    expect(wordOfTag({ serialNumber: "04:a2", message: { records } })).toBe("https://steward.example/q/abc");
  });

  it("is known by its serial number where nothing is written on it", () => {
    expect(wordOfTag({ serialNumber: "04:a2", message: { records: [{ recordType: "empty" }] } })).toBe("04:a2");
  });
});

describe("a browser without camera and NFC", () => {
  it("has neither reader", () => {
    expect([barcodeDetector(), nfcReader()]).toEqual([null, null]);
  });
});
