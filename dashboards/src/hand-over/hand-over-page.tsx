import { Skeleton } from "antd";
import { useParams } from "react-router";

import { Failure } from "../layout/failure";
import { HandOverView } from "./hand-over-view";
import { useHandOver } from "./use-hand-overs";

/** One sheet. */
export default function HandOverPage() {
  const { id = "" } = useParams();
  const { data, error, refetch } = useHandOver(id);
  if (data !== undefined) return <HandOverView key={data.id} item={data} />;
  return error === null ? <Skeleton active paragraph={{ rows: 10 }} /> : <Failure error={error} retry={() => void refetch()} />;
}
