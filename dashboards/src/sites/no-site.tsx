import { Button, Empty } from "antd";

import { session } from "../api/session";
import { useWords } from "../messages/language-context";

/** Somebody who may see no site at all. */
export function NoSite() {
  const { t } = useWords();
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("site.none")} style={{ paddingBlock: 96 }}>
      <Button onClick={() => void session.signOut()}>{t("person.signOut")}</Button>
    </Empty>
  );
}
