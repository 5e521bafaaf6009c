import { Button, Result } from "antd";
import { Link } from "react-router";

import { useWords } from "../messages/language-context";

export default function NotFoundPage() {
  const { t } = useWords();
  return (
    <Result
      status="info"
      title={t("page.notFound")}
      extra={
        <Link to="/">
          <Button type="primary">{t("page.toOverview")}</Button>
        </Link>
      }
    />
  );
}
