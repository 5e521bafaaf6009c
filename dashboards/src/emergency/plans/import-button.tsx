import { Button } from "antd";
import { useRef } from "react";
import { useNavigate } from "react-router";

import { useWords } from "../../messages/language-context";
import { useHere, useMay } from "../../sites/site-context";
import { usePlanWrite } from "./use-plans";

/** A plan from a file, as a draft. */
export function ImportButton() {
  const { t } = useWords();
  const { site } = useHere();
  const may = useMay("write_plans");
  const write = usePlanWrite();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  if (!may) return null;
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".yaml,.yml,.json"
        style={{ display: "none" }}
        data-testid="plan-file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) write.mutate({ step: "import", site: site.id, file }, { onSuccess: ({ id }) => void navigate(`/emergency/plans/versions/${id}`) });
        }}
      />
      <Button loading={write.isPending} onClick={() => input.current?.click()} data-testid="plan-import">
        {t("emPlans.import")}
      </Button>
    </>
  );
}
