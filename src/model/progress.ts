/** What a run is busy with. */
export type ProgressStep =
  | { readonly step: 'load'; readonly directory: string }
  | { readonly step: 'read'; readonly resources: number; readonly round: number };
