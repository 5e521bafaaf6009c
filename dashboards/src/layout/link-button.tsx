import { Button } from "antd";
import type { ReactNode } from "react";
import { useHref, useLinkClickHandler } from "react-router";

interface LinkButtonProps {
  readonly to: string;
  readonly children: ReactNode;
  readonly testId?: string;
}

/** A link that looks like a button: it can be opened in another tab. */
export function LinkButton({ to, children, testId }: LinkButtonProps) {
  const href = useHref(to);
  const follow = useLinkClickHandler(to);
  return (
    <Button href={href} onClick={(event) => follow(event as React.MouseEvent<HTMLAnchorElement>)} data-testid={testId}>
      {children}
    </Button>
  );
}
