import { useWords } from "../../messages/language-context";
import { useZone } from "../../sites/site-context";
import { fullMoment, shortMoment } from "../../time/format";

interface SpanWordsProps {
  readonly since: string;
  readonly until: string;
}

/** A stretch of days in the site's zone, both ends with their date: `11月15日 11:00 – 11月22日 11:00`. */
export function SpanWords({ since, until }: SpanWordsProps) {
  const { language } = useWords();
  const zone = useZone();
  const [from, to] = [Date.parse(since), Date.parse(until)];
  // Told from the beginning of time, no day is today.
  const words = [from, to].map((moment) => shortMoment(moment, 0, zone, language)).join(" – ");
  return (
    <span className="number" title={[from, to].map((moment) => fullMoment(moment, zone, language)).join(" – ")}>
      {words}
    </span>
  );
}
