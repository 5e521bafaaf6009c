import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { useNow } from "./clock";
import { fullMoment, shortMoment } from "./format";

/** The time of day in the site's zone (with the date if that is not today), exact on hover. */
export function Moment({ at }: { readonly at: string }) {
  const { language } = useWords();
  const zone = useZone();
  const now = useNow(60);
  const then = Date.parse(at);
  return (
    <time dateTime={at} title={fullMoment(then, zone, language)} className="nowrap number">
      {shortMoment(then, now, zone, language)}
    </time>
  );
}
