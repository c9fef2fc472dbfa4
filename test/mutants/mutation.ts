import type { KindName, LiveIdentity } from '../../src/model/identity.ts';
import type { RecordedAnswer, Scene } from './scene.ts';
import type { Expected, Told } from './table-changes.ts';

/** Other answers of AWS in the place of some. */
export type Apply = (reads: readonly RecordedAnswer[]) => readonly RecordedAnswer[];

/** One change to the AWS side of a scene, and what has to come of it. */
export interface Mutation {
  readonly kind: KindName;
  /** The place in the table of the kind. */
  readonly field: string;
  readonly what: string;
  /** Makes the change to what AWS answers. */
  readonly apply: Apply;
  /** What is changed. */
  readonly thing: Matching;
  /** The resource that has to tell of it. */
  readonly address: string;
  readonly expected: Expected;
  /** The rule that is broken where something has to be told. */
  readonly ruleOf: (told: Told) => string;
  /** Other resources of the same thing: what they have to tell is another mutation. */
  readonly others: readonly string[];
  /** It is about the thing as a whole: what was told of it is told no more. */
  readonly isWhole?: true;
  /** It has to do with other things too, so that it is made in a run of its own. */
  readonly isAlone?: true;
  /** Why it is not made, though it could be: it is counted. */
  readonly skipped?: string;
  /** A name of AWS's that is another one now, and says nothing: what is told is the same but for it. */
  readonly renamed?: { readonly from: string; readonly to: string };
  /** Whether something else that is told follows from it: a finding, or a gap with its code for a rule. */
  readonly follows?: (finding: { readonly address: string; readonly path: string; readonly rule: string }) => boolean;
}

/** Changes the reads for which there is something else. */
export function eachRead(other: (read: RecordedAnswer) => RecordedAnswer | undefined): Apply {
  return (reads) => reads.map((read) => other(read) ?? read);
}

/** What is told without a mutation. */
export interface Differing {
  readonly path: string;
  readonly change: Told['change'];
  /** It differs whatever was there before. */
  readonly isForeign?: boolean;
}

/** A live thing that is as all code that declares it says, but for what is known to differ. */
export interface Matching {
  readonly id: string;
  /** The resources that declare it. */
  readonly addresses: readonly string[];
  /** Where it differs without a mutation, and how. */
  readonly differing: readonly Differing[];
  /** Where something of it cannot be told without a mutation: a change there may not be told either. */
  readonly open: readonly string[];
}

/** What a mutation is about that is told at some places. */
export function changedAt(...paths: readonly string[]): readonly Differing[] {
  return paths.map((path) => ({ path, change: 'changed' }));
}

/** Whether nothing of it differs. */
export function isInSync({ differing }: Matching): boolean {
  return differing.length === 0;
}

/**
 * A mutation that is not made where something differs already that it is about, and that may come to nothing where something there
 * cannot be told.
 *
 * @param about where it is about, and what comes to be there: all that is around it, and in it
 */
export function apartFrom(mutation: Mutation, about: readonly Differing[]): Mutation {
  const { kind, thing, expected, skipped } = mutation;
  if (skipped !== undefined) return mutation;
  // What one resource says of a rule that another declares keeps nobody from telling what of it differs.
  const isOfRule = (one: Differing, other: Differing) =>
    kind === 'security-group' && other.path.startsWith(`${one.path}.`);
  const near = thing.differing.filter((one) => about.some((other) => isAbout(one, other) && !isOfRule(one, other)));
  if (near.length > 0) {
    const changed = alreadyTold(near, about);
    return changed === undefined
      ? { ...mutation, skipped: 'something differs there already' }
      : { ...mutation, expected: changed };
  }
  const open = about.find(({ path }) => thing.open.some((one) => isAround(one, path)));
  if (open === undefined || expected.kind !== 'told') return mutation;
  return { ...mutation, expected: { ...expected, open: collectionOf(open.path) } };
}

/** What has to be told where the very same place differs already, or all that it stands in. */
function alreadyTold([near, ...others]: readonly Differing[], about: readonly Differing[]): Expected | undefined {
  const [only, ...more] = about;
  if (near === undefined || only === undefined || others.length > 0 || more.length > 0) return undefined;
  if (near.change === 'extra' && only.path !== near.path && isWithin(only.path, near.path)) return { kind: 'left' };
  const isSame =
    only.isForeign === true && near.change === 'changed' && only.change === 'changed' && only.path === near.path;
  return isSame ? { kind: 'still', path: only.path } : undefined;
}

/** Whether two differences have to do with each other. Of elements that only one side has, any two may be taken for one. */
function isAbout(one: Differing, other: Differing): boolean {
  if (isAround(one.path, other.path)) return true;
  const kinds = [one.change, other.change];
  return kinds.includes('missing') && kinds.includes('extra') && collectionOf(one.path) === collectionOf(other.path);
}

function isAround(path: string, other: string): boolean {
  return isWithin(path, other) || isWithin(other, path);
}

/** Where an element stands; of what is none, its own place. */
function collectionOf(path: string): string {
  return path.replace(/\[[^\]]*\]$/, '');
}

/** Whether a path lies at another one or in it; the empty one is that of the whole. */
export function isWithin(path: string, other: string): boolean {
  return other === '' || path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[`);
}

/** Nothing on AWS stands for such a resource that could be changed. */
const absentStatuses: ReadonlySet<string> = new Set(['missing', 'unidentified', 'unreadable']);

/** The things of a kind that are there, with what differs of them. */
export function matching(
  { report }: Pick<Scene, 'report'>,
  kind: KindName,
  idOf: (identity: LiveIdentity) => string | undefined,
): readonly Matching[] {
  const addresses = new Map<string, Set<string>>();
  const absent = new Set<string>();
  for (const { kind: own, identity, address, status } of report.checked) {
    const id = idOf(identity);
    if (own !== kind || id === undefined) continue;
    if (absentStatuses.has(status)) absent.add(id);
    addresses.set(id, (addresses.get(id) ?? new Set()).add(address));
  }
  return [...addresses].flatMap(([id, all]): Matching[] => {
    if (absent.has(id)) return [];
    const own = report.findings.filter(({ identity, address }) => idOf(identity) === id || all.has(address));
    // What of a revision differs that a service should not run any more stands in what is told of the service.
    const delivered = report.findings.flatMap(({ related = [], ...finding }) =>
      finding.type === 'delivery-broken' && related.some(({ address = '' }) => all.has(address))
        ? (finding.differences ?? [])
        : [],
    );
    const open = report.gaps.flatMap(({ address, path }) =>
      address !== undefined && all.has(address) && path !== undefined && path !== '' ? [path] : [],
    );
    const differing = [
      ...own.map(({ path, type }) => ({ path, change: changeOf(type) })),
      ...delivered.map(({ path, rule }) => ({ path, change: changeOf(rule) })),
    ];
    return [{ id, addresses: [...all], differing, open }];
  });
}

/** By the name of a finding's type or rule. */
function changeOf(name: string): Differing['change'] {
  if (name.endsWith('-missing')) return 'missing';
  return /-(?:extra|unmanaged)$/.test(name) ? 'extra' : 'changed';
}
