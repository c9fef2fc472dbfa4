import type { AwsReader } from '../../aws/reader.ts';
import type { Compared, DifferingLeaf } from '../../model/leaf.ts';
import type { AwsProblem } from '../../model/report/aws-problem.ts';
import type { ShownValue } from '../../model/report/shown-value.ts';
import type { ComparedRule } from '../../model/security-group.ts';
import { asksForEvidence, type EvidenceRun, inPool, withFound } from './asked.ts';
import { leavesOfUnread, type UnreadEvidence } from './unread.ts';

/**
 * Adds what prefix lists are called to the rules that differ and name one: an id alone tells nobody what it lets in.
 * What AWS does not tell leaves the id, which is no less exact, and a gap where it could not be read.
 */
export async function withPrefixListNames(compared: Compared, { pools }: EvidenceRun): Promise<Compared> {
  const { subjects, leaves } = compared;
  const unread: UnreadEvidence[] = [];
  const asked = leaves.filter(asksForEvidence).filter(({ groupRule }) => listsOf(groupRule).length > 0);
  const named = new Map<DifferingLeaf, ShownSides>();
  await Promise.all(
    pools.flatMap((pool) =>
      inPool(asked, pool).map(async (leaf) => {
        const { names, problems } = await namesOf(leaf, pool.aws);
        named.set(leaf, withNames(leaf, names));
        unread.push(...problems.map((problem) => ({ leaf, problem })));
      }),
    ),
  );
  return {
    subjects,
    leaves: [...withFound(leaves, named), ...leavesOfUnread('prefix-lists-unreadable', unread, 'resource')],
  };
}

/** The prefix lists that a rule names on either side. */
function listsOf(rule: ComparedRule | undefined): readonly string[] {
  return [rule?.declared, rule?.live].flatMap((one) => (one?.sourceKind === 'prefix-list' ? [one.source] : []));
}

/** What lists are called, and why some of that could not be read. */
interface ListNames {
  readonly names: ReadonlyMap<string, string>;
  readonly problems: readonly AwsProblem[];
}

async function namesOf({ groupRule }: DifferingLeaf, aws: AwsReader): Promise<ListNames> {
  const answers = await Promise.all(
    listsOf(groupRule).map(async (id) => {
      const read = await aws.read('ec2:DescribeManagedPrefixLists', { 'prefix-list-id': id }, groupRule?.region);
      return { id, read };
    }),
  );
  return {
    names: new Map(
      answers.flatMap(({ id, read }) => {
        const name = read.status === 'found' ? read.value[0]?.PrefixListName : undefined;
        return typeof name === 'string' ? [[id, name] as const] : [];
      }),
    ),
    problems: answers.flatMap(({ read }) => (read.status === 'unreadable' ? [read.problem] : [])),
  };
}

/** Both sides of a difference as they are shown. */
type ShownSides = Pick<DifferingLeaf, 'declared' | 'live'>;

function withNames({ declared, live }: ShownSides, names: ReadonlyMap<string, string>): ShownSides {
  return {
    ...(declared === undefined ? {} : { declared: withName(declared, names) }),
    ...(live === undefined ? {} : { live: withName(live, names) }),
  };
}

/** A rule as it is shown, with the name of the prefix list that is its peer. */
function withName(shown: ShownValue, names: ReadonlyMap<string, string>): ShownValue {
  if (!('value' in shown) || !isObject(shown.value) || !isObject(shown.value['source'])) return shown;
  const { source } = shown.value;
  const name = source['kind'] === 'prefix-list' ? names.get(String(source['value'])) : undefined;
  return name === undefined ? shown : { value: { ...shown.value, source: { ...source, name } } };
}

type PlainValue = Extract<ShownValue, { value: unknown }>['value'];

function isObject(value: PlainValue | undefined): value is Record<string, PlainValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
