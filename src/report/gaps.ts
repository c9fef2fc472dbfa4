import { groupBy, groupPairs } from '../model/group.ts';
import type { Gap } from '../model/report/gap.ts';
import type { ReasonData } from '../model/report/reason.ts';
import type { Report } from '../model/report/report.ts';
import { item, type Line, line, type Piece, solid } from './layout.ts';
import { countText, moreText } from './message/count.ts';
import { gapTitle } from './message/gap.ts';
import { placeText, rootReasons } from './message/reason.ts';

/*
 * What could not be decided, summarised: gaps with the same cause are one entry with a count. Nothing is left out
 * without saying how much; the JSON report has every gap.
 */

/** Gaps of one cause. */
export interface GapGroup {
  readonly title: string;
  readonly gaps: readonly Gap[];
}

/** What makes a run incomplete comes first. */
const scopeRank: Readonly<Record<Gap['scope'], number>> = { run: 0, module: 1, resource: 2, leaf: 3 };
const mostGroups = 12;
const mostResources = 4;
const mostPaths = 3;

/** The section about gaps; no line when there is none. */
export function gapLines({ gaps }: Report): readonly Line[] {
  if (gaps.length === 0) return [];
  const groups = groupGaps(gaps);
  const hidden = groups.slice(mostGroups);
  const left = hidden.reduce((sum, group) => sum + group.gaps.length, 0);
  return [
    line(0, { text: 'Not decided', style: 'strong' }, ' (neither equal nor drifted)'),
    ...groups.slice(0, mostGroups).flatMap(gapGroupLines),
    ...(left === 0
      ? []
      : [
          line(
            2,
            `and ${left} more, for ${countText(hidden.length, 'other reason')}, in the JSON report (--format json)`,
          ),
        ]),
    ...permissionLines(gaps),
  ];
}

/** What makes a run incomplete comes first, then what there is most of. */
export function groupGaps(gaps: readonly Gap[]): readonly GapGroup[] {
  const groups = groupBy(gaps, (gap) => JSON.stringify([gap.scope, gapTitle(gap, 0)]));
  return [...groups.values()]
    .flatMap((group): GapGroup[] => {
      const [first] = group;
      return first === undefined ? [] : [{ title: gapTitle(first, group.length), gaps: group }];
    })
    .toSorted((a, b) => rankOf(a) - rankOf(b) || b.gaps.length - a.gaps.length);
}

const rankOf = ({ gaps: [first] }: GapGroup): number => (first === undefined ? 0 : scopeRank[first.scope]);

/** What it is and where, as far as it fits. */
export function gapGroupLines({ title, gaps }: GapGroup): readonly Line[] {
  const resources = groupBy(gaps, ({ address = '' }) => address);
  const more = resources.size - mostResources;
  return [
    item(2, title),
    ...[...resources].slice(0, mostResources).flatMap(([address, each]) => resourceLines(address, each)),
    ...(more > 0 ? [line(4, `and in ${countText(more, 'more resource', 'more resources')}`)] : []),
  ];
}

/** Where it is: the address, the first paths, the place of the first one. */
function resourceLines(address: string, gaps: readonly Gap[]): readonly Line[] {
  const paths = [...new Set(gaps.flatMap(({ path }) => (path === undefined || path === '' ? [] : [path])))];
  const at = gaps.find((gap) => gap.at !== undefined)?.at;
  const more = paths.length - mostPaths;
  const shown = paths
    .slice(0, mostPaths)
    .flatMap((path, index): Piece[] => [{ text: index === 0 ? ' ' : ', ' }, solid(path)]);
  const named: Piece[] = [
    ...(address === '' ? [] : [solid(address)]),
    ...shown,
    ...(more > 0 ? [{ text: ` and ${more} more` }] : []),
  ];
  const place = at === undefined ? [] : [solid(placeText(at))];
  // What has no address is where it stands, such as an error in the code.
  const pieces =
    named.length === 0 ? place : [...named, ...(place.length === 0 ? [] : [{ text: ' (' }, ...place, { text: ')' }])];
  return pieces.length === 0 ? [] : [item(4, ...pieces)];
}

/** The actions that AWS denied, all at once, to be allowed in one go. */
export function permissionLines(gaps: readonly Gap[]): readonly Line[] {
  const denied = gaps.flatMap(({ reason }) => (reason.problem?.kind === 'denied' ? [reason.problem.action] : []));
  const actions = [...new Set(denied)].toSorted();
  return actions.length === 0 ? [] : [item(2, `Allow these actions to have it read: ${actions.join(', ')}`)];
}

const mostVariables = 10;

/** The variables without a value that something was not decided for, and how to set them. */
export function unsetVariableLines({ gaps, unsetVariables }: Report): readonly Line[] {
  const own = gaps.filter(({ policy }) => policy === undefined);
  const needed = new Set(own.flatMap(({ reason }) => rootReasons(reason).flatMap(variableKeys)));
  const unset = unsetVariables.filter(({ module, name }) => needed.has(variableKey(module, name)));
  if (unset.length === 0) return [];
  const root = unset.find(({ module }) => module === '');
  const more = unset.length - mostVariables;
  const names = unset
    .slice(0, mostVariables)
    .flatMap(({ module, name, at }, index): (Piece | string)[] => [
      index === 0 ? ' ' : ', ',
      solid(module === '' ? name : `${module}.${name}`),
      ' (',
      solid(placeText(at)),
      ')',
    ]);
  return [
    item(0, `${countText(unset.length, 'variable')} without a value:`, ...names, more > 0 ? ` ${moreText(more)}` : ''),
    // Only the root module's can be set from outside.
    ...(root === undefined ? [] : adviceLines(unset, root.name)),
  ];
}

const mostFiles = 5;

/** How to set them: by the variable files that there are, those that set most first; else by hand. */
export function adviceLines(
  unset: readonly { readonly name: string; readonly setBy?: readonly string[] | undefined }[],
  example: string,
): readonly Line[] {
  const files = groupPairs(unset.flatMap(({ name, setBy = [] }) => setBy.map((file) => [file, name] as const)));
  const ordered = [...files].toSorted(([, a], [, b]) => b.length - a.length);
  const more = ordered.length - mostFiles;
  const byHand = ['--var-file <file>, ', solid(`--var '${example}=…'`), ` or TF_VAR_${example}.`] as const;
  if (ordered.length === 0) return [item(2, 'Set them with ', ...byHand)];
  return [
    item(2, ordered.length === 1 ? 'A variable file sets them:' : 'These variable files set them:'),
    ...ordered
      .slice(0, mostFiles)
      .map(([file, names]) => item(4, '--var-file ', solid(file), ` (${names.join(', ')})`)),
    ...(more > 0 ? [line(4, `and ${more} more`)] : []),
    item(2, 'Or set them with ', ...byHand),
  ];
}

const variableKey = (module: string, name: string): string => JSON.stringify([module, name]);

function variableKeys(reason: ReasonData): readonly string[] {
  return reason.kind === 'variable' ? [variableKey(reason.address ?? '', reason.name ?? '')] : [];
}
