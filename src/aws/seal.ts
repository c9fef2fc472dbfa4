import { mapChanged, mapMembersChanged } from '../model/map-changed.ts';
import { leastHidden } from '../model/secret/hidden.ts';
import { isRedactedName } from '../model/secret/redaction.ts';
import { Secret, type Text } from '../model/secret/secret.ts';
import { judgeNameByItself } from '../model/secret/sensitive-name.ts';
import { secretSpans } from '../model/secret/sensitive-shape.ts';
import { redactText, sealValueFrom, sealWords, secretParts } from '../model/secret/sensitivity.ts';
import type { Read } from './read.ts';

/*
 * AWS's answers with every text that is secret sealed, whether they come from the API or from a snapshot. One walk goes
 * through whatever there is: which members hold texts is not written down anywhere, so that what AWS adds is judged
 * without anybody's doing.
 */

/**
 * Members that stay plain texts although they may look secret. A secret in one of them is not sealed but told
 * (`secretTexts`), so that it is hidden where things leave the program.
 */
const identities = {
  'AWS is asked for a thing by it, or tells things apart by it': [
    'account',
    'arn',
    'arns',
    'cluster',
    'clusterArn',
    'family',
    'group',
    'hookId',
    'serviceArn',
    'serviceDeploymentArn',
    'serviceName',
    'serviceRevisionArn',
    'taskArn',
    'taskDefinition',
    'taskDefinitionArn',
    'GroupId',
    'GroupName',
    'OwnerId',
    'ResourceId',
    'SecurityGroupArn',
    'SecurityGroupRuleId',
    'UserId',
    'VpcId',
  ],
  'elements of a list are matched by it, and paths name it': [
    'capacityProvider',
    'containerName',
    'deviceName',
    'hookTargetArn',
    'key',
    'Key',
    'name',
    'portName',
    'registryArn',
    'resourceType',
    'sourceContainer',
  ],
  'the canonical form of a rule is made of it': ['CidrIpv4', 'CidrIpv6', 'IpProtocol', 'PrefixListId'],
  'an image is told by its digest': ['imageDigest', 'images'],
} as const;
type IdentityName = (typeof identities)[keyof typeof identities][number];
const identityNames: ReadonlySet<string> = new Set(Object.values(identities).flat());

/** What AWS says in words: texts of which only the secret stretches are replaced. */
const messages = ['message', 'principal', 'reason', 'rolloutStateReason', 'statusReason', 'stoppedReason'] as const;
type MessageName = (typeof messages)[number];
const messageNames: ReadonlySet<string> = new Set(messages);

/**
 * Members that hold what users named freely: their entries are judged by their keys, and an entry that is called like a
 * member (a label `name`) is none.
 */
export const recordMembers: ReadonlySet<string> = new Set([
  'dockerLabels',
  'driverOpts',
  'filters',
  'labels',
  'options',
  'VersionIdsToStages',
]);

/**
 * What becomes of a secret text: it is sealed, its secret stretches are replaced, or it stays because things are found
 * by it.
 */
export type Standing = 'text' | 'message' | 'identity';

/** How the texts of a member stand. */
export function standingOf(member: string): Standing {
  if (identityNames.has(member)) return 'identity';
  return messageNames.has(member) ? 'message' : 'text';
}

/**
 * Members of AWS's whose names sound secret, and which hold references: their texts are judged by themselves.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
const references: ReadonlySet<string> = new Set(['credentialSpecs']);

/**
 * Members whose texts are sealed where the code calls them secret. Those of others tell things apart, or have several
 * spellings, of which a secret has but one: they are hidden by their places where they are shown.
 */
export const sealableMembers: ReadonlySet<string> = new Set([
  'command',
  'Description',
  'dockerLabels',
  'driverOpts',
  'entryPoint',
  'image',
  'labels',
  'options',
  'value',
  'Value',
  'valueFrom',
]);

/** `T` with every text in it sealed where it is secret: all but those that `identities` and `messages` name. */
export type Sealed<T> = T extends string
  ? T | Secret
  : T extends Secret | Date | number | boolean | null | undefined
    ? T
    : T extends readonly (infer E)[]
      ? Sealed<E>[]
      : { [K in keyof T]: K extends IdentityName | MessageName ? PlainOr<T[K]> : Sealed<T[K]> };
type PlainOr<T> = NonNullable<T> extends string | readonly string[] ? T : Sealed<T>;

/** Judges the texts of answers, and remembers which were secret. */
export interface Sealer {
  /**
   * What was read with everything secret in it sealed, and what AWS said instead of an answer without the secret
   * stretches. What is sealed already stays as it is.
   *
   * @param key what it was asked by
   * @returns `withheld`: a name in the key or in the answer holds a secret and could not be sealed
   */
  seal<T>(key: object, read: Read<T>): { readonly read: Read<T>; readonly withheld: boolean };
  /** Whether a name holds a secret; it is then one of the secret texts. */
  isSecretName(text: string): boolean;
  /** Every secret so far, and every whole text that was secret. */
  secretTexts(): ReadonlySet<string>;
  /** The names so far that are not secret, as far as they are long enough to be hidden. */
  openNames(): ReadonlySet<string>;
}

/** Where a text stands. */
interface Context {
  /** The member that holds it; undefined where a name that a user gave does. */
  readonly member: string | undefined;
  /** The name that judges it. */
  readonly judge: string | undefined;
  /** The name beside the `value` that all this is in. */
  readonly within?: string;
}

/** An answer itself: a list of ARNs, where it is none of things. */
const answer: Context = { member: 'arns', judge: undefined };
const inWords: Context = { member: 'message', judge: undefined };

const mostMembers = 10_000;

/** A sealer of what one reader reads, under one redaction. */
export function createSealer(): Sealer {
  const found = new Set<string>();
  const open = new Set<string>();
  const harmlessMembers = new Set<string>();
  let names = 0;

  const collect = (parts: readonly string[]): void => {
    for (const part of parts) if (part !== '') found.add(part);
  };
  const sealWhole = (text: string, parts: readonly string[]): Secret => {
    collect([text, ...parts]);
    return Secret.of(text);
  };
  const judgeName = (name: string | undefined, text: string): void => {
    const parts = secretParts(name, text);
    if (parts.length === 0 && text.length >= leastHidden) open.add(text);
    if (parts.length === 0 || isGeneratedName(text)) return;
    names += 1;
    collect([text, ...parts]);
  };
  const sealText = (text: string, { member, judge }: Context): Text => {
    if (member === 'valueFrom') {
      return sealValueFrom(text) instanceof Secret ? sealWhole(text, secretParts(undefined, text)) : text;
    }
    switch (member === undefined ? 'text' : standingOf(member)) {
      case 'message': {
        const parts = secretParts(undefined, text);
        collect(parts);
        return parts.length === 0 ? text : redactText(text);
      }
      case 'identity':
        judgeName(undefined, text);
        return text;
      case 'text': {
        const parts = secretParts(judge, text);
        return parts.length === 0 ? text : sealWhole(text, parts);
      }
    }
  };
  /** Word by word, as of a command; where a word was sealed before, its neighbours have been judged with it. */
  const sealList = (texts: readonly Text[], context: Context): readonly Text[] => {
    if (context.member !== undefined && standingOf(context.member) !== 'text') {
      return mapChanged(texts, (text) => (text instanceof Secret ? text : sealText(text, context)));
    }
    const words = sealWords(texts.map((text) => (text instanceof Secret ? '' : text)));
    return mapChanged(texts, (text, index) => {
      if (text instanceof Secret) return text;
      const alone = sealText(text, context);
      if (alone instanceof Secret || !(words[index] instanceof Secret)) return alone;
      return sealWhole(text, secretParts(undefined, text));
    });
  };
  const walk = (value: unknown, context: Context): unknown => {
    if (typeof value === 'string') return sealText(value, context);
    if (typeof value !== 'object' || value === null || value instanceof Secret || value instanceof Date) return value;
    if (Array.isArray(value)) {
      return value.length > 0 && value.every(isText)
        ? sealList(value, context)
        : mapChanged(value, (one) => walk(one, context));
    }
    if (context.member !== undefined && recordMembers.has(context.member)) {
      return walkMembers(value, (key) => ({ member: undefined, judge: key }));
    }
    const name = nameIn(value);
    return walkMembers(value, (key) => {
      const within = name !== undefined && (key === 'value' || key === 'Value') ? name : context.within;
      const own = references.has(key) || isOnlyRedacted(key) ? undefined : key;
      return { member: key, judge: within ?? own, ...(within === undefined ? {} : { within }) };
    });
  };
  /** The object itself where nothing in it is sealed, which is nearly always so. */
  const walkMembers = (value: object, contextOf: (key: string) => Context): object =>
    mapMembersChanged(value, (member, name) => {
      judgeMember(name);
      return walk(member, contextOf(name));
    });
  /** The members of answers have few names. */
  const judgeMember = (name: string): void => {
    if (harmlessMembers.has(name)) return;
    const before = names;
    judgeName(undefined, name);
    if (names === before && harmlessMembers.size < mostMembers) harmlessMembers.add(name);
  };
  /** The key is what AWS was asked by: nothing of it can be sealed. */
  const judgeKey = (name: string | undefined, value: unknown): void => {
    if (typeof value === 'string') judgeName(name, value);
    else if (Array.isArray(value)) for (const one of value) judgeKey(name, one);
    else if (typeof value === 'object' && value !== null) {
      for (const [member, one] of Object.entries(value)) {
        judgeName(undefined, member);
        judgeKey(member, one);
      }
    }
  };

  return {
    seal<T>(key: object, read: Read<T>) {
      const before = names;
      judgeKey(undefined, key);
      const sealed = ((): Read<T> => {
        // The walk keeps the shape, and puts a secret only where `T`, which is made by `Sealed`, allows one.
        if (read.status === 'found') {
          const value = walk(read.value, answer);
          return value === read.value ? read : { status: 'found', value: value as T };
        }
        if (read.status === 'absent') return read;
        const { code, message, member, ...problem } = read.problem;
        return {
          status: 'unreadable',
          problem: {
            ...problem,
            ...(code === undefined ? {} : { code: String(sealText(code, inWords)) }),
            ...(message === undefined ? {} : { message: String(sealText(message, inWords)) }),
            ...(member === undefined ? {} : { member: String(sealText(member, inWords)) }),
          },
        };
      })();
      return { read: sealed, withheld: names > before };
    },
    isSecretName(text) {
      const before = names;
      judgeName(undefined, text);
      return names > before;
    },
    secretTexts: () => found,
    openNames: () => open,
  };
}

/**
 * Whether nothing but the configuration calls the texts of a member secret. It means the names that users give: without
 * a `status` that can be read, nothing could be told of a service.
 */
function isOnlyRedacted(member: string): boolean {
  return isRedactedName(member) && !sealableMembers.has(member) && judgeNameByItself(member) === undefined;
}

function isText(value: unknown): value is Text {
  return typeof value === 'string' || value instanceof Secret;
}

/** What stands beside a `value` and names it. */
function nameIn(value: object): string | undefined {
  for (const member of ['name', 'key', 'Key', 'Name', 'namespace']) {
    const name: unknown = Object.hasOwn(value, member) ? Reflect.get(value, member) : undefined;
    if (typeof name === 'string') return name;
  }
  return undefined;
}

/**
 * Names that CloudFormation makes end in random characters (`shop-ApiService2D5C1A88-x8Zk2QpLmN4R`), and those of
 * Terraform in a time: a name of letters, digits and what joins them that only looks random, and no part of which is
 * long, holds no secret.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
 */
function isGeneratedName(text: string): boolean {
  return (
    /^[\w./:-]+$/.test(text) &&
    secretSpans(text).every(({ reason }) => reason === 'entropy') &&
    text.split(/[-_./:]/).every((part) => part.length < 20)
  );
}
