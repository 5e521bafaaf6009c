import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from "react";

import { useHere } from "../sites/site-context";
import { type Live, LiveContext } from "./live-context";
import { LiveParts } from "./live-parts";
import { useNoticeBoard } from "./use-notice-board";

const NUMBERED = "alarm,work-order,incident,system";

interface LiveProviderProps {
  readonly children: ReactNode;
  /** Without notices over the page: on a screen where nobody stands to close them. */
  readonly quiet?: boolean;
}

/** Holds the one connection of the live stream while somebody is signed in. */
export function LiveProvider({ children, quiet = false }: LiveProviderProps) {
  const client = useQueryClient();
  const { site, sites } = useHere();
  const board = useNoticeBoard();
  const [parts] = useState(() => new LiveParts(client));
  const { readings, stream } = parts;
  const wanted = useSyncExternalStore(parts.onWish, parts.readingsWanted);

  useEffect(() => (quiet ? undefined : parts.onNotice(board)), [parts, board, quiet]);

  // Readings are of one site. With several sites the others' events are then out of the stream, so look again afterwards.
  const query = wanted ? `?types=${NUMBERED},reading&site=${encodeURIComponent(site.id)}` : `?types=${NUMBERED}`;
  const blind = wanted && sites.length > 1;
  useEffect(() => {
    stream.follow(query);
    return () => {
      if (blind) void client.invalidateQueries();
    };
  }, [stream, query, blind, client]);

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") stream.hurry();
    };
    addEventListener("online", stream.hurry);
    document.addEventListener("visibilitychange", look);
    return () => {
      removeEventListener("online", stream.hurry);
      document.removeEventListener("visibilitychange", look);
      stream.stop();
    };
  }, [stream]);

  // What was live before a gap may be old by now.
  useEffect(() => {
    let lost = false;
    return stream.subscribe(() => {
      const now = stream.snapshot().phase === "lost";
      if (now && !lost) readings.clear();
      if (!now && lost) void client.invalidateQueries({ queryKey: ["points"] });
      lost = now;
    });
  }, [stream, readings, client]);

  const live = useMemo<Live>(
    () => ({ readings, subscribe: stream.subscribe, state: stream.snapshot, hurry: stream.hurry, dismiss: stream.dismiss, wantReadings: parts.wantReadings }),
    [parts, readings, stream],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}
