import { Link } from "react-router";

import type { PersonRequest } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { placeOf } from "./use-requests";

/** Requests, each leading to its order. */
export function RequestCards({ requests }: { readonly requests: readonly PersonRequest[] }) {
  const { t, word, text } = useWords();
  return (
    <div className={cardStyles.cards}>
      {requests.map((request) => (
        <Link key={request.id} to={`/work-orders/${request.order.id}`} className={cardStyles.card} data-testid="request" data-request-id={request.id}>
          <div className={cardStyles.line}>
            <strong>{text(request.order.title)}</strong>
            <span>{word("order.state", request.order.state)}</span>
          </div>
          <div className={cardStyles.line}>
            <span className="quiet">
              {[word("order.kind", request.order.kind), placeOf(request), request.name, request.phone].filter((part) => part !== "").join(" · ")}
            </span>
            <span className="quiet">
              {word("requests.channel", request.channel)} · <Moment at={request.received_at} />
            </span>
          </div>
          {request.order.promised_until !== null && (
            <span>
              {t("requests.promisedUntil")}{" "}
              <Moment at={request.order.promised_until} />
            </span>
          )}
          {request.rating !== null && (
            <span className={request.rating.score <= 2 || !request.rating.solved ? "late" : "quiet"}>
              {t("requests.rating")} {request.rating.score}/5 {!request.rating.solved && `· ${t("requests.unsolved")}`}
            </span>
          )}
        </Link>
      ))}
    </div>
  );
}
