import { Empty, Select, Segmented, Skeleton } from "antd";
import { useSearchParams } from "react-router";

import type { Channel, Todo } from "../api/schema";
import { Failure } from "../layout/failure";
import filterStyles from "../layout/filter-bar.module.css";
import { LinkButton } from "../layout/link-button";
import { Page } from "../layout/page";
import { SearchBox } from "../layout/search-box";
import { oneIn, textIn } from "../layout/search-params";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { RequestCards } from "./request-cards";
import { useRequests } from "./use-requests";

const TODOS: readonly Todo[] = ["call_back", "return_visit", "promise"];
const CHANNELS: readonly Channel[] = ["phone", "counter", "wechat", "app", "qr", "hotline", "steward", "patrol", "api", "email"];

/** What people asked for, and what the service centre owes them: a call back, a return visit, what was promised. */
export default function RequestsPage() {
  const { t, word } = useWords();
  const { site } = useHere();
  const mayAsk = useMay("request_order");
  const mayLookForPeople = useMay("view_personal");
  const mayMakeCodes = useMay("dispatch");
  const [params, setParams] = useSearchParams();
  const filter = {
    site: site.id,
    todo: oneIn(params, "todo", TODOS),
    channel: oneIn(params, "channel", CHANNELS),
    text: textIn(params, "text"),
    phone: textIn(params, "phone"),
    room: textIn(params, "room"),
  };
  const { data: found, error, isPending, refetch } = useRequests(filter);
  const set = (name: string, value: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === null || value === "") after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const empty = filter.todo !== null ? t("requests.nothingOwed") : params.size > 0 ? t("requests.noneFound") : t("requests.none");

  return (
    <Page
      title={t("requests.title")}
      actions={
        <>
          {mayMakeCodes && (
            <LinkButton to="/qr-codes" testId="qr-codes">
              {t("requests.qr")}
            </LinkButton>
          )}
          {mayAsk && (
            <LinkButton primary icon="plus" to="/requests/new" testId="new-request">
              {t("requests.new")}
            </LinkButton>
          )}
        </>
      }
    >
      <Segmented<Todo | "all">
        aria-label={t("requests.tabs")}
        value={filter.todo ?? "all"}
        onChange={(todo) => set("todo", todo === "all" ? null : todo)}
        options={[{ value: "all", label: t("requests.all") }, ...TODOS.map((todo) => ({ value: todo, label: t(`requests.${todo}`) }))]}
        data-testid="todo"
      />
      <div className={filterStyles.bar} role="search">
        <SearchBox value={filter.text} onSearch={(text) => set("text", text)} placeholder={t("requests.find")} />
        <SearchBox value={filter.room} onSearch={(room) => set("room", room)} placeholder={t("requests.findRoom")} />
        {mayLookForPeople && <SearchBox value={filter.phone} onSearch={(phone) => set("phone", phone)} placeholder={t("requests.findPhone")} />}
        <Select<Channel | null>
          aria-label={t("requests.channel")}
          placeholder={t("requests.channel")}
          value={filter.channel}
          onChange={(channel) => set("channel", channel ?? null)}
          options={CHANNELS.map((channel) => ({ value: channel, label: word("requests.channel", channel) }))}
          allowClear
          className={filterStyles.choice}
        />
      </div>
      <div data-testid="request-list" aria-busy={isPending}>
        {isPending && <Skeleton active paragraph={{ rows: 6 }} />}
        {error !== null && found === undefined && <Failure error={error} retry={() => void refetch()} />}
        {found?.items.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty}>
            {params.size === 0 && <p className="quiet">{t("requests.noneHint")}</p>}
          </Empty>
        )}
        {found !== undefined && found.items.length > 0 && <RequestCards requests={found.items} />}
      </div>
    </Page>
  );
}
