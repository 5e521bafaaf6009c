import { Input } from "antd";
import { useEffect, useState } from "react";

import { Icon } from "../icons/icon";

interface SearchBoxProps {
  readonly value: string;
  readonly onSearch: (text: string) => void;
  readonly placeholder: string;
}

const PAUSE_MS = 350;

/** Looks for what is written once the writer pauses. The key `/` leads here. */
export function SearchBox({ value, onSearch, placeholder }: SearchBoxProps) {
  const [written, write] = useState(value);
  const [asked, setAsked] = useState(value);
  if (value !== asked) {
    // The address changed by other means.
    setAsked(value);
    write(value);
  }

  useEffect(() => {
    if (written === asked) return undefined;
    const timer = setTimeout(() => {
      setAsked(written);
      onSearch(written);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [written, asked, onSearch]);

  return (
    <Input
      value={written}
      onChange={(event) => write(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.blur();
      }}
      placeholder={placeholder}
      aria-label={placeholder}
      prefix={<Icon name="search" size={1.1} />}
      allowClear
      maxLength={100}
      data-search=""
      data-testid="search"
      style={{ width: 240, maxWidth: "100%" }}
    />
  );
}
