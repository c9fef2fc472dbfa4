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
  /** It has to do with other things too, so that it is made in a run of its own. */
  readonly isAlone?: true;
  /** Why it is not made, though it could be: it is counted. */
  readonly skipped?: string;
  /** Whether something else that is told follows from it: a finding, or a gap with its code for a rule. */
  readonly follows?: (finding: { readonly address: string; readonly path: string; readonly rule: string }) => boolean;
}

/** Changes the reads for which there is something else. */
export function eachRead(other: (read: RecordedAnswer) => RecordedAnswer | undefined): Apply {
  return (reads) => reads.map((read) => other(read) ?? read);
}

/** A live thing that is as all code that declares it says, but for what is known to differ. */
export interface Matching {
  readonly id: string;
  /** The resources that declare it. */
  readonly addresses: readonly string[];
  /** Where it differs without a mutation. */
  readonly differing: readonly string[];
}

/** Whether nothing of it differs. */
export function isInSync({ differing }: Matching): boolean {
  return differing.length === 0;
}

/** A mutation that is not made where something differs already at one of the paths that it is about. */
export function apartFrom(mutation: Mutation, paths: readonly string[]): Mutation {
  const isNear = mutation.thing.differing.some((one) =>
    paths.some((path) => isWithin(one, path) || isWithin(path, one)),
  );
  return isNear && mutation.skipped === undefined
    ? { ...mutation, skipped: 'something differs there already' }
    : mutation;
}

function isWithin(path: string, other: string): boolean {
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
    return [{ id, addresses: [...all], differing: [...new Set([...own, ...delivered].map(({ path }) => path))] }];
  });
}
