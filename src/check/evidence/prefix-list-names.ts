import type { AwsReader } from '../../aws/reader.ts';
import type { Compared, DifferingLeaf } from '../../model/leaf.ts';
import type { ShownValue } from '../../model/report/shown-value.ts';
import type { ComparedRule } from '../../model/security-group.ts';
import { asksForEvidence, type EvidenceRun } from '../evidence.ts';

/**
 * Adds what prefix lists are called to the rules that differ and name one: an id alone tells nobody what it lets in.
 * What AWS does not tell leaves the id, which is no less exact.
 */
export async function withPrefixListNames(compared: Compared, { pools }: EvidenceRun): Promise<Compared> {
  const { subjects, leaves } = compared;
  const asked = leaves.filter(asksForEvidence).filter(({ groupRule }) => listsOf(groupRule).length > 0);
  const named = new Map<DifferingLeaf, ReadonlyMap<string, string>>();
  await Promise.all(
    pools.flatMap(({ members, aws }) => {
      const targets = new Set(members.map(({ target }) => target.name));
      return asked
        .filter(({ subject }) => targets.has(subject.target))
        .map(async (leaf) => named.set(leaf, await namesOf(leaf, aws)));
    }),
  );
  return {
    subjects,
    leaves: leaves.map((leaf) => {
      const names = leaf.outcome === 'differs' ? named.get(leaf) : undefined;
      return names === undefined || leaf.outcome !== 'differs' ? leaf : withNames(leaf, names);
    }),
  };
}

/** The prefix lists that a rule names on either side. */
function listsOf(rule: ComparedRule | undefined): readonly string[] {
  return [rule?.declared, rule?.live].flatMap((one) => (one?.sourceKind === 'prefix-list' ? [one.source] : []));
}

async function namesOf({ groupRule }: DifferingLeaf, aws: AwsReader): Promise<ReadonlyMap<string, string>> {
  const answers = await Promise.all(
    listsOf(groupRule).map(async (id) => {
      const read = await aws.read('ec2:DescribeManagedPrefixLists', { 'prefix-list-id': id }, groupRule?.region);
      const name = read.status === 'found' ? read.value[0]?.PrefixListName : undefined;
      return typeof name === 'string' ? [[id, name] as const] : [];
    }),
  );
  return new Map(answers.flat());
}

function withNames(leaf: DifferingLeaf, names: ReadonlyMap<string, string>): DifferingLeaf {
  const { declared, live } = leaf;
  return {
    ...leaf,
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
