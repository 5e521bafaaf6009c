import { Button } from "antd";
import { useRef } from "react";

import { Icon } from "../icons/icon";

interface FileButtonProps {
  readonly accept: string;
  readonly label: string;
  readonly busy: boolean;
  readonly choose: (file: File) => void;
  readonly primary?: boolean;
}

/** A button that asks for a file; a phone opens its camera. */
export function FileButton({ accept, label, busy, choose, primary = false }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={accept}
        // Not `hidden`: forms of Ant Design show file inputs again.
        style={{ display: "none" }}
        data-testid="file-input"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) choose(file);
        }}
      />
      <Button type={primary ? "primary" : "default"} icon={<Icon name="photo" />} loading={busy} onClick={() => input.current?.click()} data-testid="add-file">
        {label}
      </Button>
    </>
  );
}
