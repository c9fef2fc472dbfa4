import type { Hop } from '../model/report/delivery.ts';
import type { Trace } from '../model/trace.ts';
import { blank, item, type Line, labelled, line, renderLines, solid } from './layout.ts';
import { evidenceText, hopOfLoss } from './message/delivery.ts';
import { reasonText } from './message/reason.ts';
import { hopName, hopStanding, nextCommands, problemNotes, traceHeading, traceVerdictText } from './message/trace.ts';
import type { RenderContext } from './reporter.ts';

const nameWidth = 23;
const mostDifferences = 10;

/** A trace for people: one line for each hop, the first one at which it turns wrong, and what to run next. */
export function traceText(trace: Trace, context: RenderContext): string {
  const broken = hopOfLoss(trace.hops, trace.brokenAt);
  const commands = nextCommands(trace);
  const lines: Line[] = [
    item(0, { text: 'driftcheck', style: 'strong' }, ` trace: ${traceHeading(trace)}`),
    blank,
    ...trace.hops.flatMap((hop) => hopLines(hop, hop === broken, trace, context.width)),
    blank,
    item(0, {
      text: traceVerdictText(trace),
      style: trace.exitCode === 0 ? 'good' : trace.exitCode === 2 ? 'error' : 'warning',
    }),
    ...problemLines(trace),
    ...(commands.length === 0 ? [] : [blank, line(0, 'Next:'), ...commands.map((command) => line(4, solid(command)))]),
  ];
  return renderLines(lines, context);
}

const marks: Readonly<Record<Hop['state'], string>> = {
  'as-declared': '+',
  owned: '~',
  differs: '-',
  undetermined: '?',
};

function hopLines(hop: Hop, isBroken: boolean, { reference }: Trace, width: number): readonly Line[] {
  const mark = isBroken ? 'x' : marks[hop.state];
  const reason = hop.reason === undefined ? '' : ` (${reasonText(hop.reason)})`;
  const lost = isBroken ? ' <- lost here' : '';
  return labelled(0, `${mark} ${hopName(hop)}`, nameWidth, `${hopStanding(hop, reference)}${reason}${lost}`, width);
}

function problemLines({ problems, followed }: Trace): readonly Line[] {
  return problems.flatMap((problem) => {
    const paths = followed === undefined ? problem.differences : [];
    const more = paths.length - mostDifferences;
    return [
      ...paths.slice(0, mostDifferences).map((path) => item(2, solid(path))),
      ...(more > 0 ? [line(2, `and ${more} more (--format json lists all)`)] : []),
      ...problemNotes(problem).map((note) => item(2, note)),
      ...problem.evidence.map((evidence) => item(2, evidenceText(evidence))),
    ];
  });
}

/** A trace as JSON. */
export function traceJson(trace: Trace): string {
  return `${JSON.stringify(trace, undefined, 2)}\n`;
}
