import { Button, Card } from "antd";
import { useState } from "react";

import type { WorkOrderDetail } from "../api/schema";
import { FileList } from "../files/file-list";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import styles from "./forms.module.css";
import { PrintFormsButton } from "./print-forms-button";
import { SignDialog } from "./sign-dialog";

/** The order on paper: its two forms, and who signed. */
export function FormsCard({ order }: { readonly order: WorkOrderDetail }) {
  const { t, word } = useWords();
  const mayWork = useMay("work_order");
  const mayVerify = useMay("verify");
  const [signing, setSigning] = useState(false);
  const signatures = order.attachments.filter(({ kind }) => kind === "signature");
  const may = (mayWork || mayVerify) && order.state !== "cancelled";
  return (
    <Card size="small" title={t("workDone.forms")} data-testid="forms-card">
      <div className={styles.actions}>
        <PrintFormsButton ids={[order.id]} />
        {may && (
          <Button onClick={() => setSigning(true)} data-testid="sign">
            {t("workDone.sign")}
          </Button>
        )}
      </div>
      {signatures.length > 0 && (
        <div className={styles.signatures} data-testid="signatures">
          {signatures.map((file) => (
            <div key={file.id} className={styles.signature} data-testid="signature">
              <span className="quiet">
                {file.signed_as === null ? "" : word("workDone.signer", file.signed_as)} {file.signed_by}
              </span>
              <FileList folder="work-orders" files={[file]} />
            </div>
          ))}
        </div>
      )}
      {signing && <SignDialog order={order} close={() => setSigning(false)} />}
    </Card>
  );
}
