import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { fullMoment, timeOfDay } from "../time/format";

/** The time of day to the second; the whole of it on hover. */
export function Second({ at }: { readonly at: string }) {
  const { language } = useWords();
  const zone = useZone();
  const then = Date.parse(at);
  return (
    <time dateTime={at} title={fullMoment(then, zone, language)} className="nowrap number">
      {timeOfDay(then, zone, language)}
    </time>
  );
}
