import { Button, Card, Descriptions, type DescriptionsProps } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import type { PersonRequest, WorkOrderDetail } from "../api/schema";
import actionStyles from "../layout/actions.module.css";
import factStyles from "../layout/facts.module.css";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import { RevealDialog } from "./reveal-dialog";
import { SatisfactionDialog } from "./satisfaction-dialog";
import { TrackingLinkDialog } from "./tracking-link-dialog";
import { placeOf, useRequestsOf } from "./use-requests";

const DONE: ReadonlySet<string> = new Set(["completed", "verified", "closed"]);

/** Who asked for an order: masked, with what can be done for them. Nothing where nobody asked. */
export function RequestCard({ order }: { readonly order: WorkOrderDetail }) {
  const { data: found } = useRequestsOf(order.id, order.version);
  const { me } = useHere();
  const inHand = order.assignee === me.username && order.closed_at === null;
  return found?.items.map((request) => <OneRequest key={request.id} request={request} inHand={inHand} />);
}

function OneRequest({ request, inHand }: { readonly request: PersonRequest; readonly inHand: boolean }) {
  const { t, word } = useWords();
  const nameOf = usePersonName();
  const maySee = useMay("view_personal");
  const mayReveal = maySee || inHand;
  const mayLink = useMay("request_order");
  const mayRate = useMay("verify");
  const [dialog, open] = useState<"reveal" | "link" | "rate" | null>(null);
  const close = () => open(null);
  const { rating, ticket } = request;
  const items: DescriptionsProps["items"] = [
    {
      key: "who",
      label: t("requests.name"),
      children: (
        <span data-testid="requester">{[request.name, request.phone, placeOf(request)].filter((part) => part !== "").join(" · ") || "—"}</span>
      ),
    },
    { key: "channel", label: t("requests.channel"), children: word("requests.channel", request.channel) },
    { key: "words", label: t("requests.told"), children: <span style={{ whiteSpace: "pre-wrap" }}>{request.words}</span> },
    { key: "at", label: t("requests.receivedAt"), children: <Moment at={request.received_at} /> },
  ];
  if (request.channel !== "qr") items.push({ key: "by", label: t("requests.by"), children: nameOf(request.received_by) });
  if (request.visit_from !== null) items.push({ key: "visit", label: t("requests.visit"), children: <Moment at={request.visit_from} /> });
  if (ticket !== null) {
    items.push({
      key: "ticket",
      label: t("requests.ticket"),
      children: (
        <span data-testid="ticket">
          {ticket.system} · {ticket.number}
          {ticket.deadline !== null && (
            <>
              {" · "}
              {t("requests.deadline")}{" "}
              <Moment at={ticket.deadline} />
            </>
          )}
        </span>
      ),
    });
  }
  if (rating !== null) {
    items.push({
      key: "rating",
      label: t("requests.rating"),
      children: (
        <span data-testid="satisfaction">
          {rating.score}/5 · {t(rating.solved ? "requests.solved" : "requests.unsolved")} · {word("requests.how", rating.how)}
          {rating.text !== "" && <div className="quiet">{rating.text}</div>}
          {request.visit_id !== null && <div className="late">{t("requests.visitNeeded")}</div>}
        </span>
      ),
    });
  }
  return (
    <Card size="small" title={t("requests.card")} data-testid="request-card">
      <Descriptions className={factStyles.facts} size="small" bordered column={1} items={items} />
      <div className={actionStyles.actions} style={{ marginTop: 12 }}>
        {mayReveal && (
          <Button onClick={() => open("reveal")} data-testid="reveal">
            {t("requests.reveal")}
          </Button>
        )}
        {mayLink && (
          <Button onClick={() => open("link")} data-testid="tracking-link">
            {t("requests.link")}
          </Button>
        )}
        {mayRate && rating === null && DONE.has(request.order.state) && (
          <Button onClick={() => open("rate")} data-testid="rate">
            {t("requests.rate")}
          </Button>
        )}
        {request.visit_id !== null && request.order.state === "closed" && <Link to={`/work-orders/${request.visit_id}`}>{t("requests.openVisit")}</Link>}
      </div>
      {dialog === "reveal" && <RevealDialog request={request.id} close={close} />}
      {dialog === "link" && <TrackingLinkDialog request={request} close={close} />}
      {dialog === "rate" && <SatisfactionDialog request={request} close={close} />}
    </Card>
  );
}
