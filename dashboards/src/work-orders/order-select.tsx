import { Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { WorkOrder } from "../api/schema";
import { useWords } from "../messages/language-context";

interface OrderSelectProps {
  readonly order: Pick<WorkOrder, "id" | "site">;
  readonly value?: string | null;
  readonly onChange?: (id: string | undefined) => void;
  readonly id?: string;
}

/** Another order of the site on which work goes on: found by its number or by any word of it. */
export function OrderSelect({ order, value, onChange, id }: OrderSelectProps) {
  const { t, text, word } = useWords();
  const [typed, setTyped] = useState("");
  const asked = useDeferredValue(typed.trim());
  const query = {
    site: order.site,
    state: ["requested", "triaged", "dispatched", "accepted", "in_progress", "on_hold"] as const,
    ...(asked === "" ? {} : { text: asked }),
  };
  const { data: page, isFetching } = useQuery({
    queryKey: keys.orders({ ...query, choose: true }),
    queryFn: () => data(api.GET("/api/v1/work-orders", { params: { query: { ...query, state: [...query.state], limit: 20 } } })),
    placeholderData: (before) => before,
  });
  return (
    <Select
      id={id}
      value={value ?? undefined}
      onChange={onChange}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={isFetching}
      placeholder={t("service.findOrder")}
      notFoundContent={t("service.noOrder")}
      data-testid="order-select"
      options={(page?.items ?? [])
        .filter((each) => each.id !== order.id)
        .map((each) => ({ value: each.id, label: `${each.number} · ${text(each.title)} · ${word("order.state", each.state)}` }))}
    />
  );
}
