import { describe, expect, it } from "vitest";

import { translate } from "../src/messages/translate";
import { errorWords } from "../src/outside/error-words";

describe("why a delivery did not arrive", () => {
  it.each([
    ["HTTP 503", "对方答复 503"],
    ["no answer in time", "对方超时未答复"],
    ["10.0.0.7 is at a private or reserved address; list it in egress.allow if it is meant", "10.0.0.7 是内网或保留地址；确需访问请列入 egress.allow"],
    ["its certificate is not trusted or is another's", "对方证书不受信任或不是它的"],
  ])("says %s in Chinese", (error, zh) => {
    const words = errorWords(error);
    expect(words === null ? null : translate("zh", words.key, words.values)).toBe(zh);
  });

  it("leaves what it does not know", () => {
    expect(errorWords("SomethingNew")).toBeNull();
  });
});
