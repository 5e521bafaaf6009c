import { Link } from "react-router";

import type { Alarm } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import cardStyles from "../layout/cards.module.css";
import { LIST_ITEM } from "../layout/use-list-keys";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Age } from "../time/age";
import { AlarmMarks } from "./alarm-marks";
import { AlarmState } from "./alarm-state";

interface AlarmCardsProps {
  readonly alarms: readonly Alarm[];
  readonly gone: ReadonlySet<string>;
  readonly search: string;
}

/** On a phone: what, how serious, where, since when. */
export function AlarmCards({ alarms, gone, search }: AlarmCardsProps) {
  const { text } = useWords();
  const assets = useAssetNames();
  return (
    <ul className={cardStyles.cards}>
      {alarms.map((alarm) => (
        <li key={alarm.id} className={gone.has(alarm.id) ? cardStyles.gone : undefined}>
          <Link to={{ pathname: `/alarms/${alarm.id}`, search }} className={cardStyles.card} data-testid="alarm-row" data-alarm-id={alarm.id} {...{ [LIST_ITEM]: alarm.id }}>
            <span className={cardStyles.line}>
              <SeverityMark severity={alarm.severity} blinks={alarm.state === "unacknowledged"} />
              <AlarmMarks alarm={alarm} />
              <span className="quiet" style={{ marginInlineStart: "auto" }}>
                <Age at={alarm.raised_at} />
              </span>
            </span>
            <strong>{text(alarm.message)}</strong>
            <span className={cardStyles.line}>
              <span className="quiet">{assets.place(alarm.site, alarm.asset)}</span>
              <AlarmState alarm={alarm} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
