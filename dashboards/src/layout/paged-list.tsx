import { Button, Empty, Skeleton } from "antd";
import type { ReactNode } from "react";

import { useWords } from "../messages/language-context";
import { Failure } from "./failure";

/** What there is to know of a list that is read page by page (`useInfiniteQuery`). */
interface PagedQuery<T> {
  readonly data: { readonly pages: readonly { readonly items: readonly T[] }[] } | undefined;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
  readonly hasNextPage: boolean;
  readonly fetchNextPage: () => unknown;
  readonly isFetchingNextPage: boolean;
}

interface PagedListProps<T> {
  readonly query: PagedQuery<T>;
  readonly none: string;
  /** What to do, or why that may be. */
  readonly noneHint?: string;
  readonly testId: string;
  readonly children: (items: readonly T[]) => ReactNode;
}

/** A list with what it shows while it loads, when it fails, when it is empty, and the way to its next page. */
export function PagedList<T>({ query, none, noneHint, testId, children }: PagedListProps<T>) {
  const { t } = useWords();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div data-testid={testId} aria-busy={query.isPending}>
      {query.isPending && <Skeleton active paragraph={{ rows: 6 }} />}
      {query.error !== null && query.data === undefined && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && items.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={none}>
          {noneHint !== undefined && <p className="quiet">{noneHint}</p>}
        </Empty>
      )}
      {children(items)}
      {query.hasNextPage && (
        <div style={{ textAlign: "center", padding: 16 }}>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} data-testid="load-more">
            {t("list.more")}
          </Button>
        </div>
      )}
    </div>
  );
}
