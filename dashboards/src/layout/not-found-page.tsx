import { Result } from "antd";

import { useWords } from "../messages/language-context";
import { LinkButton } from "./link-button";

export default function NotFoundPage() {
  const { t } = useWords();
  return (
    <div data-testid="not-found">
      <Result
        status="info"
        title={t("page.notFound")}
        extra={
          <LinkButton to="/" primary>
            {t("page.toOverview")}
          </LinkButton>
        }
      />
    </div>
  );
}
