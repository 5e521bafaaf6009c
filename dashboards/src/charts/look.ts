/** The colours of the theme, as charts are drawn in. */
export interface Look {
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly raised: string;
  readonly severity: (severity: string) => string;
}
