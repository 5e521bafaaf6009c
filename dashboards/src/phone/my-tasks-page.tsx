import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { MyOrders } from "../work-orders/my-orders";
import { useStepTaking } from "../work-orders/use-step-taking";

/** What there is for me to do, and nothing else: light enough for an old phone. */
export default function MyTasksPage() {
  const { t } = useWords();
  const taking = useStepTaking();
  return (
    <Page title={t("phone.myTasks")}>
      <MyOrders taking={taking} />
      {taking.dialog}
    </Page>
  );
}
