/** What the live pages hang on: the stream, the values it brings, and whether values are wanted at all. */
import type { QueryClient } from "@tanstack/react-query";

import { session } from "../api/session";
import { readIncident } from "../incidents/read-incident";
import { eventApplier, type Notice } from "./apply-event";
import { incidentNews } from "./incident-news";
import { ReadingStore } from "./reading-store";
import { LiveStream } from "./stream";

/** Leaving a page and entering the next one should not swap the connection twice. */
const LINGER_MS = 3_000;

/** Where notices are shown. */
export interface NoticeBoard {
  readonly tell: (notice: Notice) => void;
  /** Take down the notice about this alarm or order. */
  readonly withdraw: (id: string) => void;
}

export class LiveParts {
  readonly readings = new ReadingStore();
  readonly stream: LiveStream;
  private readonly noticed = new Set<NoticeBoard>();
  private readonly wishListeners = new Set<() => void>();
  private watchers = 0;
  private wanted = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: QueryClient) {
    const apply = eventApplier(client, this.readings, {
      reset: () => void client.invalidateQueries(),
      notify: (notice) => {
        for (const board of this.noticed) board.tell(notice);
      },
      incidentChanged: incidentNews(client, readIncident),
      lookedAfter: (id) => {
        for (const board of this.noticed) board.withdraw(id);
      },
    });
    this.stream = new LiveStream(apply, () => void session.signOut());
  }

  readonly onNotice = (board: NoticeBoard): (() => void) => {
    this.noticed.add(board);
    return () => this.noticed.delete(board);
  };

  /** Readings are wanted from now on; returns the end of it. */
  readonly wantReadings = (): (() => void) => {
    this.watchers += 1;
    clearTimeout(this.timer);
    this.wish(true);
    return () => {
      this.watchers -= 1;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.wish(this.watchers > 0), LINGER_MS);
    };
  };

  readonly readingsWanted = (): boolean => this.wanted;

  readonly onWish = (changed: () => void): (() => void) => {
    this.wishListeners.add(changed);
    return () => this.wishListeners.delete(changed);
  };

  private wish(wanted: boolean): void {
    if (this.wanted === wanted) return;
    this.wanted = wanted;
    for (const changed of this.wishListeners) changed();
  }
}
