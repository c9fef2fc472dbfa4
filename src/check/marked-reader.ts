import type { Read } from '../aws/read.ts';
import type { AwsReader } from '../aws/reader.ts';
import type { LiveSecurityGroupRule } from '../aws/reads/ec2-describe-security-group-rules.ts';
import type { ReadName, Reads, RecordedRead } from '../aws/reads/index.ts';
import { sealableMembers, standingOf } from '../aws/seal.ts';
import type { RecordOptions } from '../aws/snapshot/snapshot.ts';
import type { Marks } from '../compare/marks.ts';
import { joinMarks, noMarks } from '../compare/marks.ts';
import { parseRevision } from '../kinds/ecs/arn.ts';
import { patternOf, type Value } from '../model/declared.ts';
import { mapChanged, mapMembersChanged } from '../model/map-changed.ts';
import { formatPath, type Path } from '../model/path.ts';
import { matchesPattern } from '../model/pattern.ts';
import type { Hidden } from '../model/secret/hidden.ts';
import { isPublicId } from '../model/secret/public-id.ts';
import { sameValue } from '../model/secret/same-value.ts';
import { Secret, type Text } from '../model/secret/secret.ts';
import type { SecretParts, SecretRules } from './secret-parts.ts';

/*
 * AWS's answers with every value sealed that stands where the code has a secret one. What is secret in an answer by
 * itself is sealed before.
 */

/** A reader that seals what the code calls secret, also in what it reads from a snapshot. */
export function markedReader(aws: AwsReader, secretParts: SecretParts): AwsReader {
  const { definitions, services, groups, ruleTags } = secretParts;
  if ([definitions, services, groups, ruleTags].every((things) => things.length === 0)) return aws;
  const seal = sealer(secretParts, (member) => sealableMembers.has(member));
  return {
    source: aws.source,
    defaultRegion: () => aws.defaultRegion(),
    async read<N extends ReadName>(name: N, key: Reads[N]['key'], region?: string) {
      return seal.read(name, key, await aws.read(name, key, region));
    },
    ...(aws.unknownMembers === undefined ? {} : { unknownMembers: () => aws.unknownMembers?.() ?? [] }),
    secretTexts: () => new Set([...(aws.secretTexts?.() ?? []), ...seal.texts()]),
    markedTexts: () => seal.texts(),
    ...(aws.openNames === undefined ? {} : { openNames: () => aws.openNames?.() ?? new Set() }),
  };
}

/** All that was read, with every text sealed that stands where the code has a secret one: as a snapshot may hold it. */
export function* sealRecorded(secretParts: SecretParts, all: readonly RecordedRead[]): Generator<RecordedRead> {
  const seal = sealer(secretParts, (member) => standingOf(member) === 'text');
  const names = groupNames(all);
  for (const recorded of all) {
    const rules = sealRules(secretParts, recorded, names);
    const read = seal.read<ReadName>(recorded.action, recorded.key, rules.read);
    const withheld = recorded.withheld === true || rules.withheld || seal.left();
    // What is sealed of a read stays a read of the same action.
    yield { ...recorded, read, ...(withheld ? { withheld } : {}) } as RecordedRead;
  }
}

/** The names of the groups that were read, by their ids. */
function groupNames(all: readonly RecordedRead[]): ReadonlyMap<string, string> {
  return new Map(
    all.flatMap(({ action, read }) =>
      action === 'ec2:DescribeSecurityGroups' && read.status === 'found'
        ? read.value.flatMap(({ GroupId: id, GroupName: name }) =>
            id === undefined || name === undefined ? [] : [[id, name] as const],
          )
        : [],
    ),
  );
}

/**
 * The rules of a group as a snapshot may hold them, where the code has secret ones. Descriptions are sealed; a peer or
 * a protocol that no public rule declares may be the secret from before, and cannot be sealed.
 */
function sealRules(
  { rules }: SecretParts,
  recorded: RecordedRead,
  names: ReadonlyMap<string, string>,
): { readonly read: RecordedRead['read']; readonly withheld: boolean } {
  const { action, read } = recorded;
  const rulesOf = (id: string) => rules.filter(({ identity }) => isGroup(identity, names.get(id), id));
  if (action === 'cloudtrail:LookupEvents' && read.status === 'found') {
    const told = read.value.events.flatMap(({ GroupId: id = '', rules: inEvent = [] }) =>
      inEvent.map((rule) => ({ rule, own: rulesOf(id) })),
    );
    return { read, withheld: told.some(({ rule, own }) => mayBeSecret(rule, own)) };
  }
  if (action !== 'ec2:DescribeSecurityGroupRules' || read.status !== 'found') return { read, withheld: false };
  const own = rulesOf(recorded.key['group-id']);
  let withheld = false;
  const value = read.value.map((rule) => {
    const sides = sidesOf(rule, own);
    withheld ||= mayBeSecret(rule, own);
    const { Description: said } = rule;
    return typeof said === 'string' && said !== '' && sides.some((side) => side.descriptions?.has(said) === false)
      ? { ...rule, Description: Secret.of(said) }
      : rule;
  });
  return { read: { ...read, value }, withheld };
}

type ToldRule = Pick<LiveSecurityGroupRule, 'CidrIpv4' | 'CidrIpv6' | 'PrefixListId' | 'IpProtocol' | 'IsEgress'>;

/** The secret rules of the same direction; of both where that is not told. */
function sidesOf({ IsEgress }: ToldRule, own: readonly SecretRules[]): readonly SecretRules[] {
  return IsEgress === undefined ? own : own.filter(({ direction }) => (direction === 'egress') === IsEgress);
}

/** Whether a rule has a peer, or a protocol, that no public rule declares where secret ones are declared. */
function mayBeSecret(rule: ToldRule, own: readonly SecretRules[]): boolean {
  const sides = sidesOf(rule, own);
  const isOther = (text: string | undefined, member: 'peers' | 'protocols') =>
    text !== undefined && sides.some((side) => side[member]?.has(text) === false);
  const peers = [rule.CidrIpv4, rule.CidrIpv6, rule.PrefixListId];
  return peers.some((peer) => isOther(peer, 'peers')) || isOther(rule.IpProtocol, 'protocols');
}

/** Whether a text of a snapshot, or the name of a thing in it, is one that the code calls secret. */
export function isSecretRecorded(secretParts: SecretParts, hidden: Hidden): NonNullable<RecordOptions['isSecret']> {
  const { names, byAddress } = secretParts;
  const words = new Set([...names.values()].flatMap((some) => [...some]));
  const elements = new Set(
    [...byAddress.values()].flatMap((marks) =>
      marks.names.flatMap((one) => (typeof one.names === 'string' ? [one.names] : [])),
    ),
  );
  return (text, { path }) => {
    if (hidden.hides(text)) return true;
    if (words.size === 0 && elements.size === 0) return false;
    const member = path.findLast((step) => typeof step === 'string');
    if (member !== undefined && elementNames.has(member)) return elements.has(text);
    // The names of a thing stand in its ARNs too, and a key is made of names.
    const isName = path.length === 0 || (member !== undefined && standingOf(member) === 'identity');
    return isName && text.split(/[^\p{L}\p{N}_-]+/u).some((word) => words.has(word));
  };
}

/** Members that name an element of a list. */
const elementNames: ReadonlySet<string> = new Set([
  'containerName',
  'key',
  'Key',
  'name',
  'portName',
  'sourceContainer',
]);

/** Seals answers, and remembers what it has sealed. */
interface MarkSealer {
  read<N extends ReadName>(name: N, key: Reads[N]['key'], read: Read<Reads[N]['result']>): Read<Reads[N]['result']>;
  /** The texts that stood where the code has a secret. */
  texts(): ReadonlySet<string>;
  /** Whether such a text was left as it is since the last time that this was asked. */
  left(): boolean;
}

/** @param isSealed whether the texts of a member are sealed, or only remembered */
function sealer(secretParts: SecretParts, isSealed: (member: string) => boolean): MarkSealer {
  const texts = new Set<string>();
  let left = false;
  const done = new WeakMap<object, { readonly sealed: unknown; readonly left: boolean }>();
  const sealText: Seal = (text, member, isInside) => {
    if (text === '') return text;
    const isLeft = member !== undefined && !isSealed(member);
    // A name beside a secret value is none itself.
    if (isLeft && isInside && standingOf(member) === 'identity') return text;
    texts.add(text);
    left ||= isLeft;
    return isLeft ? text : Secret.of(text);
  };
  const sealResult = <T>(result: T, marks: Marks, valuesOf: ValuesToSeal): T => {
    if (marks === noMarks || typeof result !== 'object' || result === null) return result;
    const before = done.get(result);
    if (before !== undefined) {
      left ||= before.left;
      return before.sealed as T;
    }
    const leftBefore = left;
    left = false;
    // Sealing keeps the form: wherever a secret is put, the type allows one.
    const sealed = valuesOf(marks).reduce<unknown>((value, { path, allBut, bySchema }) => {
      // Where all is called secret for something in it, the names in it are not.
      const hasNames = marks.names.some(({ within }) => formatPath(within) === formatPath(path));
      const seal: Seal = (text, member, isInside) =>
        allBut?.has(text) === true || (bySchema && isPublicId(text))
          ? text
          : sealText(text, member, isInside && !hasNames);
      const isShown = (element: unknown): boolean =>
        allBut !== undefined && isObject(element) && [...allBut].some((name) => isNamed(element, name, true));
      return sealAt(value, path, undefined, seal, isShown);
    }, result) as T;
    done.set(result, { sealed, left });
    left ||= leftBefore;
    return sealed;
  };
  const allValues: ValuesToSeal = ({ values }) => values;
  return {
    texts: () => texts,
    left: () => {
      const was = left;
      left = false;
      return was;
    },
    read(name, key, read) {
      if (read.status !== 'found') return read;
      const sealed = (marks: Marks, valuesOf = allValues) => ({
        ...read,
        value: sealResult(read.value, marks, valuesOf),
      });
      switch (name) {
        case 'ecs:DescribeTaskDefinition':
          return sealed(ofFamily(secretParts, memberOf(read.value, 'family')));
        case 'ecs:DescribeTasks':
          return sealed(ofFamily(secretParts, familyIn(memberOf(read.value, 'taskDefinitionArn'))), overridden);
        case 'ecs:DescribeServiceRevisions':
          return sealed(ofFamily(secretParts, familyIn(memberOf(read.value, 'taskDefinition'))), imagesOf);
        case 'ecs:DescribeServices':
          return sealed(ofService(secretParts, key as Reads['ecs:DescribeServices']['key']));
        case 'ec2:DescribeSecurityGroups':
          return {
            ...read,
            value: mapEach(read.value, (group) =>
              sealResult(
                group,
                ofGroup(secretParts, memberOf(group, 'GroupName'), memberOf(group, 'GroupId')),
                allValues,
              ),
            ),
          };
        case 'ec2:DescribeSecurityGroupRules': {
          const marks = tagsOfRules(secretParts, (key as Reads['ec2:DescribeSecurityGroupRules']['key'])['group-id']);
          return { ...read, value: mapEach(read.value, (rule) => sealResult(rule, marks, allValues)) };
        }
        default:
          return read;
      }
    },
  };
}

function mapEach<T>(things: T, change: (thing: unknown) => unknown): T {
  return Array.isArray(things) ? (things.map(change) as T) : things;
}

function memberOf(value: unknown, name: string): string | undefined {
  const member: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof member === 'string' ? member : undefined;
}

const familyIn = (arn: string | undefined): string | undefined => parseRevision(arn ?? '')?.family;

/**
 * The settings of containers that tasks were started with stand under `overrides`; beside them, what tasks tell of
 * their containers.
 */
function overridden(marks: Marks): Marks['values'] {
  return [...inContainers(marks, 'containerOverrides'), ...inContainers(marks, 'containers')];
}

/** A revision of a service tells the images of its containers. */
function imagesOf(marks: Marks): Marks['values'] {
  return inContainers(marks, 'containerImages');
}

/** What is secret of containers, where AWS lists them under another name. */
function inContainers({ values }: Marks, field: string): Marks['values'] {
  return values.flatMap(({ path, ...value }) => {
    const [first, ...rest] = path;
    return first?.field === 'containers' ? [{ ...value, path: [{ ...first, field }, ...rest] }] : [];
  });
}

/** The values to seal in an answer, by their paths in it. */
type ValuesToSeal = (marks: Marks) => Marks['values'];

/** What is secret of the revisions of a family. */
export function ofFamily({ definitions }: SecretParts, family: string | undefined): Marks {
  return joinMarks(definitions.filter(({ identity }) => mayBe(identity.family, family)).map(({ marks }) => marks));
}

function ofService({ services }: SecretParts, key: Reads['ecs:DescribeServices']['key']): Marks {
  const own = services.filter(
    ({ identity }) => mayBe(identity.name, key.service) && mayBe(identity.cluster, key.cluster),
  );
  return joinMarks(own.map(({ marks }) => marks));
}

function ofGroup({ groups }: SecretParts, name: string | undefined, id: string | undefined): Marks {
  return joinMarks(groups.filter(({ identity }) => isGroup(identity, name, id)).map(({ marks }) => marks));
}

function tagsOfRules({ ruleTags }: SecretParts, id: string): Marks {
  return joinMarks(ruleTags.filter(({ identity }) => mayBe(identity.id, id)).map(({ marks }) => marks));
}

function isGroup(
  { id: declaredId, name: declaredName, namePrefix }: SecretRules['identity'],
  name: string | undefined,
  id: string | undefined,
): boolean {
  if (declaredId !== undefined) return mayBe(declaredId, id);
  if (declaredName !== undefined) return mayBe(declaredName, name);
  return namePrefix?.state !== 'known' || name?.startsWith(namePrefix.value) === true;
}

/** Whether a name of AWS may be the declared one, as far as that is known. */
function mayBe(declared: Value<string> | undefined, live: string | undefined): boolean {
  if (live === undefined || declared === undefined) return true;
  if (declared.state === 'known') return declared.value === live;
  return matchesPattern(live, patternOf(declared));
}

/** What AWS calls members that are called otherwise in findings; one that it has deeper inside is found there. */
const namesOfAws: ReadonlyMap<string, string> = new Map([
  ['containers', 'containerDefinitions'],
  ['docker', 'dockerVolumeConfiguration'],
  ['efs', 'efsVolumeConfiguration'],
  ['fsx', 'fsxWindowsFileServerVolumeConfiguration'],
  ['hostPath', 'sourcePath'],
  ['s3Files', 's3filesVolumeConfiguration'],
  ['testTrafficHeader', 'header'],
  ['testTrafficValue', 'exact'],
]);

/**
 * Seals a text that `member` holds; undefined where a name that a user gave holds it. `isInside`: not the text itself
 * was called secret, but something around it.
 */
type Seal = (text: string, member: string | undefined, isInside: boolean) => Text;

/**
 * The same data with all that stands at a path sealed.
 *
 * @param member the one that holds `value`
 * @param isShown whether an element of the list at the end of the path stays as it is
 */
function sealAt(
  value: unknown,
  path: Path,
  member: string | undefined,
  seal: Seal,
  isShown: (element: unknown) => boolean,
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) {
    return Array.isArray(value)
      ? mapChanged(value, (element) => (isShown(element) ? element : sealAll(element, member, seal)))
      : sealAll(value, member, seal);
  }
  const sealRest = (inner: unknown, name: string): unknown =>
    step.key === undefined
      ? sealAt(inner, rest, name, seal, isShown)
      : eachNamed(inner, step.key, name, (one, holder) => sealAt(one, rest, holder, seal, isShown));
  const name = namesOfAws.get(step.field) ?? step.field;
  for (const wanted of [step.field, name]) {
    const changed = changeMember(value, wanted, sealRest);
    if (changed !== value) return changed;
  }
  return value;
}

/** How deep AWS wraps a member that findings name by itself: `networkConfiguration.awsvpcConfiguration.subnets`. */
const deepest = 4;

/** Changes the member of a name, wherever in the value it is nearest to the top. */
function changeMember(
  value: unknown,
  name: string,
  change: (inner: unknown, name: string) => unknown,
  depth = deepest,
): unknown {
  if (Array.isArray(value)) return mapChanged(value, (element) => changeMember(element, name, change, depth));
  if (!isObject(value)) return value;
  const own = Object.keys(value).find((key) => key.toLowerCase() === name.toLowerCase());
  if (own !== undefined) return withMember(value, own, change(Reflect.get(value, own), own));
  if (depth === 0) return value;
  return mapMembersChanged(value, (member) => changeMember(member, name, change, depth - 1));
}

/** Changes the elements, or the entry, of a name. */
function eachNamed(
  collection: unknown,
  key: string,
  member: string,
  change: (element: unknown, member: string | undefined) => unknown,
): unknown {
  if (Array.isArray(collection)) {
    const named = collection.filter((element) => isNamed(element, key, true));
    // What is named by its value, as files of the environment are.
    const chosen = new Set(named.length > 0 ? named : collection.filter((element) => isNamed(element, key, false)));
    return mapChanged(collection, (element) => (chosen.has(element) ? change(element, member) : element));
  }
  // An entry of a record is judged by no name.
  if (isObject(collection) && Object.hasOwn(collection, key)) {
    return withMember(collection, key, change(Reflect.get(collection, key), undefined));
  }
  return collection;
}

/** Whether one of an element's members is its name: `api`, or a port with its protocol. */
function isNamed(element: unknown, key: string, byName: boolean): boolean {
  if (!isObject(element)) return isText(element, key);
  const short = /^(.+)[/:][^/:]+$/.exec(key)?.[1];
  return Object.entries(element).some(([name, member]) => {
    if (byName && /^value(?:From)?$/i.test(name)) return false;
    return isText(member, key) || (short !== undefined && isText(member, short));
  });
}

function isText(value: unknown, text: string): boolean {
  return sameValue(typeof value === 'number' ? String(value) : value, text) === true;
}

function sealAll(value: unknown, member: string | undefined, seal: Seal, isInside = false): unknown {
  if (typeof value === 'string') return seal(value, member, isInside);
  if (Array.isArray(value)) return mapChanged(value, (element) => sealAll(element, member, seal, isInside));
  if (!isObject(value)) return value;
  const isRecord = member === 'dockerLabels' || member === 'driverOpts' || member === 'labels' || member === 'options';
  return mapMembersChanged(value, (inner, key) => sealAll(inner, isRecord ? undefined : key, seal, true));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Secret) && !(value instanceof Date);
}

function withMember(value: object, name: string, member: unknown): object {
  if (Reflect.get(value, name) === member) return value;
  return Object.fromEntries(Object.entries(value).map((entry) => (entry[0] === name ? [name, member] : entry)));
}
