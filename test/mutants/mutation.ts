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
  /** Whether something else that is told follows from it: a finding, or a gap with its code for a rule. */
  readonly follows?: (finding: { readonly address: string; readonly path: string; readonly rule: string }) => boolean;
}

/** Changes the reads for which there is something else. */
export function eachRead(other: (read: RecordedAnswer) => RecordedAnswer | undefined): Apply {
  return (reads) => reads.map((read) => other(read) ?? read);
}

/** A live thing that is as all code that declares it says. */
export interface Matching {
  readonly id: string;
  /** The resources that declare it. */
  readonly addresses: readonly string[];
}

/** The things of a kind of which nothing is found. */
export function matching(
  { report }: Pick<Scene, 'report'>,
  kind: KindName,
  idOf: (identity: LiveIdentity) => string | undefined,
): readonly Matching[] {
  const addresses = new Map<string, Set<string>>();
  const differing = new Set(report.findings.map(({ identity }) => idOf(identity)));
  for (const { kind: own, identity, address, status } of report.checked) {
    const id = idOf(identity);
    if (own !== kind || id === undefined) continue;
    if (status !== 'in-sync') differing.add(id);
    addresses.set(id, (addresses.get(id) ?? new Set()).add(address));
  }
  return [...addresses].flatMap(([id, all]) => (differing.has(id) ? [] : [{ id, addresses: [...all] }]));
}
