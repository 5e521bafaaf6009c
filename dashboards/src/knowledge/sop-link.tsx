import { Button, Drawer } from "antd";
import { useState } from "react";

import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { SopCard } from "./sop-card";

interface SopLinkProps {
  readonly id: string;
  /** The department that leads: its steps come first for those of no department. */
  readonly lead: string;
}

/** Opens a procedure beside the page. */
export function SopLink({ id, lead }: SopLinkProps) {
  const { t } = useWords();
  const narrow = useNarrow();
  const [open, setOpen] = useState(false);
  return (
    // A click here is none on the row around it.
    <span onClick={(event) => event.stopPropagation()} role="presentation">
      <Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => setOpen(true)} data-testid="open-sop">
        {t("sop.open")}
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} placement={narrow ? "bottom" : "right"} size={narrow ? "85%" : 520} title={t("sop.title")} destroyOnHidden>
        <SopCard id={id} lead={lead} />
      </Drawer>
    </span>
  );
}
