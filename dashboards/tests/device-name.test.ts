import { expect, test } from "vitest";

import { deviceName } from "../src/contacts/device-name";

test.each([
  ["Mozilla/5.0 (Linux; Android 13; M2101K7AG) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36", "Chrome · Android"],
  ["Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Version/4.0 Chrome/116.0 Mobile Safari/537.36 wxwork/4.1.20 MicroMessenger/7.0.1", "WeCom · Android"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1", "Safari · iOS"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36 Edg/126.0", "Edge · Windows"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox · macOS"],
  ["something else", ""],
])("a person knows %s as %s", (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});
