import type { Diagnostic } from '../model/diagnostic.ts';
import { groupBy } from '../model/group.ts';
import { compareCodeUnits } from '../model/order.ts';
import type {
  SealedValue,
  Understanding,
  UnderstoodExpression,
  UnderstoodResource,
  UnknownLeaf,
} from '../model/understanding.ts';
import { sealedLines } from './eval-value.ts';
import { adviceLines } from './gaps.ts';
import { blank, item, type Line, line, renderLines, solid } from './layout.ts';
import { countText } from './message/count.ts';
import { holeTitle, leafText, moduleText, moreElementsText, notKnownText, reasonsText } from './message/eval.ts';
import { placeText } from './message/reason.ts';
import type { RenderContext } from './reporter.ts';

/*
 * `driftcheck eval` for people: what was understood of the code, and why the rest is not known.
 */

/** The summary of a configuration. */
export function understandingText(understanding: Understanding, context: RenderContext): string {
  return renderBlocks(
    [
      headingLines(understanding),
      countLines(understanding),
      comparedLines(understanding),
      variableLines(understanding),
      holeLines(understanding),
      diagnosticLines(understanding.diagnostics),
    ],
    context,
  );
}

/** Resources in full, with every unknown part and its reason. */
export function resourcesText(resources: readonly UnderstoodResource[], context: RenderContext): string {
  const blocks = resources.flatMap((resource) => [resourceLines(resource, context), unknownLines(resource)]);
  return renderBlocks(blocks, context);
}

/** What expressions come to. */
export function expressionsText(expressions: readonly UnderstoodExpression[], context: RenderContext): string {
  return renderBlocks(
    expressions.flatMap((each) => expressionLines(each, expressions.length > 1, context)),
    context,
  );
}

function renderBlocks(blocks: readonly (readonly Line[])[], context: RenderContext): string {
  const lines = blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : [blank, ...block]));
  return renderLines(lines, context);
}

function headingLines({ directory, workspace, modules, files }: Understanding): readonly Line[] {
  return [
    item(
      0,
      { text: 'driftcheck', style: 'strong' },
      ' read ',
      solid(directory),
      `: ${countText(modules.length, 'module')}, ${countText(files.length, 'file')} (workspace ${workspace})`,
    ),
    ...modules
      .slice(0, mostModules)
      .map((module) => item(2, solid(moduleText(module.address)), ' ', solid(module.directory))),
    ...moreLine(2, modules.length - mostModules, 'module'),
  ];
}

const mostModules = 30;
const mostTypes = 40;
const mostResources = 60;
const mostReasons = 12;
const mostPaths = 6;

function moreLine(indent: number, more: number, noun: string): readonly Line[] {
  return more > 0
    ? [line(indent, `and ${countText(more, `more ${noun}`)} (--all or --format json shows everything)`)]
    : [];
}

function countLines({ resources }: Understanding): readonly Line[] {
  const known = resources.reduce((sum, resource) => sum + resource.known, 0);
  const unknown = resources.reduce((sum, resource) => sum + resource.unknown.length, 0);
  const types = new Map<string, { count: number; compared: boolean }>();
  for (const { type, mode, compared } of resources) {
    const name = mode === 'data' ? `data.${type}` : type;
    types.set(name, { count: (types.get(name)?.count ?? 0) + 1, compared });
  }
  const ordered = [...types].toSorted(
    ([a, x], [b, y]) => Number(y.compared) - Number(x.compared) || compareCodeUnits(a, b),
  );
  return [
    line(0, { text: countText(resources.length, 'resource'), style: 'strong' }, `. ${notKnownText(unknown, known)}.`),
    ...ordered
      .slice(0, mostTypes)
      .map(([name, { count, compared }]) => item(2, solid(name), ` ${count}`, compared ? ' (compared with AWS)' : '')),
    ...moreLine(2, ordered.length - mostTypes, 'type'),
  ];
}

/** The compared resources, each with what is not known of it. */
function comparedLines({ resources }: Understanding): readonly Line[] {
  const compared = resources.filter((resource) => resource.compared);
  if (compared.length === 0) return [line(0, 'Nothing in it is compared with AWS.')];
  return [
    line(0, { text: 'Compared with AWS', style: 'strong' }),
    ...compared.slice(0, mostResources).flatMap((resource) => {
      const { unknown, known } = resource;
      return [
        item(2, solid(resource.address), ' (', solid(placeText(resource.at)), ')'),
        ...expansionLine(resource, 4),
        ...(unknown.length === 0 ? [] : [item(4, `${notKnownText(unknown.length, known)}`)]),
        ...reasonLines(unknown, 6),
      ];
    }),
    ...moreLine(2, compared.length - mostResources, 'resource'),
  ];
}

function expansionLine({ expansion }: UnderstoodResource, indent: number): readonly Line[] {
  return expansion === undefined
    ? []
    : [item(indent, `stands for an unknown number of instances: ${reasonsText([expansion])}`)];
}

interface LeafGroup {
  readonly reason: string;
  readonly leaves: readonly UnknownLeaf[];
}

function groupLeaves(unknown: readonly UnknownLeaf[]): readonly LeafGroup[] {
  const groups = groupBy(unknown, (leaf) =>
    leaf.kind === 'elements' ? moreElementsText(leaf.because) : reasonsText(leaf.because),
  );
  return [...groups].map(([reason, leaves]) => ({ reason, leaves }));
}

/** The paths of unknown leaves under their reasons, shortened. */
function reasonLines(unknown: readonly UnknownLeaf[], indent: number): readonly Line[] {
  const groups = groupLeaves(unknown);
  return [
    ...groups
      .slice(0, mostReasons)
      .flatMap(({ reason, leaves }) => [
        item(
          indent,
          `${reason}: `,
          ...leaves
            .slice(0, mostPaths)
            .flatMap(({ path }, index) => [...(index === 0 ? [] : [', ']), solid(leafText(path))]),
          leaves.length > mostPaths ? ` and ${leaves.length - mostPaths} more` : '',
        ),
      ]),
    ...moreLine(indent, groups.length - mostReasons, 'reason'),
  ];
}

/** Every unknown leaf of one resource, with its place. */
function unknownLines({ unknown, known }: UnderstoodResource): readonly Line[] {
  return [
    line(0, { text: notKnownText(unknown.length, known), style: unknown.length === 0 ? 'good' : 'warning' }),
    ...leafLines(unknown),
  ];
}

function leafLines(unknown: readonly UnknownLeaf[]): readonly Line[] {
  return groupLeaves(unknown).flatMap(({ reason, leaves }) => [
    item(2, reason),
    ...leaves.map(({ path, at }) =>
      item(4, solid(leafText(path)), ...(at === undefined ? [] : [' (', solid(placeText(at)), ')'])),
    ),
  ]);
}

function resourceLines(resource: UnderstoodResource, context: RenderContext): readonly Line[] {
  const { address, at, body, compared, mode } = resource;
  const what = compared ? 'compared with AWS' : mode === 'data' ? 'a data source' : 'not compared';
  return [
    item(0, solid(address, 'strong'), ' (', solid(placeText(at)), `, ${what})`),
    ...expansionLine(resource, 2),
    ...bodyLines(body, context.width),
  ];
}

function bodyLines(body: SealedValue, width: number): readonly Line[] {
  if (body.kind !== 'object') return sealedLines(2, undefined, body, width);
  return [...body.entries].flatMap(([name, value]) => sealedLines(2, name, value, width));
}

function expressionLines(
  expression: UnderstoodExpression,
  isNamed: boolean,
  { width }: RenderContext,
): readonly (readonly Line[])[] {
  const name = isNamed ? [item(0, solid(expression.expression, 'strong'))] : [];
  const indent = isNamed ? 2 : 0;
  if (!expression.ok) return [[...name, ...expression.diagnostics.flatMap((each) => diagnosticItem(each, indent))]];
  const { value, unknown } = expression;
  const head = [...name, ...sealedLines(indent, undefined, value, width)];
  return unknown.length === 0 ? [head] : [head, leafLines(unknown)];
}

/** The variables without a value, what hangs on each, and how to set them. */
function variableLines({ unsetVariables }: Understanding): readonly Line[] {
  const [first] = unsetVariables;
  if (first === undefined) return [];
  return [
    line(0, { text: `${countText(unsetVariables.length, 'variable')} without a value`, style: 'strong' }),
    ...unsetVariables.flatMap(({ name, at, values, resources }) => [
      item(
        2,
        solid(name),
        ' (',
        solid(placeText(at)),
        values === 0 && resources.length === 0
          ? '): nothing shown here hangs on it'
          : `): ${countText(values, 'value')} in `,
        ...resources.slice(0, mostPaths).flatMap((address, index) => [...(index === 0 ? [] : [', ']), solid(address)]),
        resources.length > mostPaths ? ` and ${resources.length - mostPaths} more` : '',
      ),
    ]),
    ...adviceLines(unsetVariables, first.name),
  ];
}

function holeLines({ holes }: Understanding): readonly Line[] {
  if (holes.length === 0) return [];
  return [
    line(0, { text: 'Not understood', style: 'strong' }),
    ...holes.map((hole) => item(2, solid(hole.address), ' (', solid(placeText(hole.at)), ') ', holeTitle(hole))),
  ];
}

const mostDiagnostics = 20;

function diagnosticLines(diagnostics: readonly Diagnostic[]): readonly Line[] {
  if (diagnostics.length === 0) return [];
  return [
    line(0, { text: 'In the Terraform code', style: 'strong' }),
    ...diagnostics.slice(0, mostDiagnostics).flatMap((diagnostic) => diagnosticItem(diagnostic, 2)),
    ...moreLine(2, diagnostics.length - mostDiagnostics, 'message'),
  ];
}

function diagnosticItem({ severity, summary, detail, at }: Diagnostic, indent: number): readonly Line[] {
  return [
    item(
      indent,
      { text: severity, style: severity },
      ': ',
      ...(at === undefined ? [] : [solid(`${placeText(at)}:${at.start.column}`), ': ']),
      summary,
    ),
    ...(detail === '' ? [] : [item(indent + 2, detail)]),
  ];
}
