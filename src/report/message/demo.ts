import { printable } from '../printable.ts';

/** What stands above the demo's report. */
export function demoText(demo: {
  readonly directory: string;
  readonly live: string;
  readonly exitCode: number;
}): string {
  return `The incident: a customer gets HTTP 500
  {"detail":"HuggingFace token not configured"}
Terraform declares the key. Is it in production?

  $ driftcheck ${printable(demo.directory)} \\
      --live ${printable(demo.live)}

`;
}
