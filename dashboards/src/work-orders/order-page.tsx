import { Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { OrderView } from "./order-view";
import { useOrder } from "./use-order";

export default function OrderPage() {
  const { t } = useWords();
  const { id = "" } = useParams();
  const { data: order, error, refetch } = useOrder(id);
  return (
    <>
      <Link to="/work-orders" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("orders.title")}
      </Link>
      {order !== undefined ? (
        <OrderView key={order.id} order={order} />
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </>
  );
}
