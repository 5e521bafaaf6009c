import { Button } from "antd";
import type { ReactNode } from "react";
import { useHref, useLinkClickHandler } from "react-router";

import { Icon } from "../icons/icon";
import type { IconName } from "../icons/strokes";

interface LinkButtonProps {
  readonly to: string;
  readonly children: ReactNode;
  readonly testId?: string;
  readonly primary?: boolean;
  readonly icon?: IconName;
  /** What the history keeps beside the address. */
  readonly state?: unknown;
}

/** A link that looks like a button: it can be opened in another tab. */
export function LinkButton({ to, children, testId, primary = false, icon, state }: LinkButtonProps) {
  const href = useHref(to);
  const follow = useLinkClickHandler(to, { state });
  return (
    <Button
      type={primary ? "primary" : "default"}
      icon={icon === undefined ? undefined : <Icon name={icon} />}
      href={href}
      onClick={(event) => follow(event as React.MouseEvent<HTMLAnchorElement>)}
      data-testid={testId}
    >
      {children}
    </Button>
  );
}
