import { inertAnnotations } from './annotation.ts';
import { github } from './github.ts';
import { inert } from './inert.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown/markdown.ts';
import type { Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** All reporters, by the name that `--format` takes. A further one is a file and a line here. */
export const reporters = {
  ...inertAll({ text, json, sarif, junit, markdown }),
  ...inertAll({ github }, inertAnnotations),
};

export type ReporterName = keyof typeof reporters;

/** Whether there is a reporter of that name. */
export function isReporterName(name: string): name is ReporterName {
  return Object.hasOwn(reporters, name);
}

/** Those whose output is commands to the runner of GitHub Actions: to make annotations, and for nothing else. */
export function isAnnotating(name: ReporterName): boolean {
  return name === 'github';
}

/** The reporters, none of whose output is a command to a terminal or to the runner of a CI job. */
function inertAll<Name extends string>(
  all: Readonly<Record<Name, Reporter>>,
  defuse: (text: string) => string = inert,
): Readonly<Record<Name, Reporter>> {
  const entries = Object.entries<Reporter>(all).map(([name, reporter]): [string, Reporter] => [
    name,
    (report, context) => defuse(reporter(report, context)),
  ]);
  return Object.fromEntries(entries) as Record<Name, Reporter>;
}
