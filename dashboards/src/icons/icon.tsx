import { type IconName, strokes } from "./strokes";

interface IconProps {
  readonly name: IconName;
  /** In em of the text beside it. */
  readonly size?: number;
}

/** A line drawing; it says nothing to a screen reader, the words beside it do. */
export function Icon({ name, size = 1.25 }: IconProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={`${size}em`}
      height={`${size}em`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: "none", verticalAlign: "-0.22em" }}
    >
      <path d={strokes[name]} />
    </svg>
  );
}
