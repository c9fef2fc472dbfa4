import type { Comparer } from '../compare/comparison.ts';
import type { CollectionOf, Declared, KnownRecord, MapOf, Members, RecordOf } from '../compare/declared.ts';
import { declaredElementName, elementName } from '../compare/element-name.ts';
import { keyed as compareKeyed, type KeyedOptions } from '../compare/keyed.ts';
import { list as compareList } from '../compare/list.ts';
import { map as compareMap } from '../compare/map.ts';
import { ordered as compareOrdered } from '../compare/ordered.ts';
import { record as compareRecord, type Field, type Model, members } from '../compare/record.ts';
import { text as compareText, type ScalarOptions, scalar, type TextOptions, textOptions } from '../compare/scalar.ts';
import { set as compareSet } from '../compare/set.ts';
import {
  attribute,
  blocks,
  type DeclaredBody,
  readBool,
  readNumber,
  readStringLike,
  type Value,
} from '../model/declared.ts';
import { Secret, type Text } from '../model/secret/secret.ts';
import type { SourceRange } from '../model/source.ts';
import { noSourceRange } from '../model/source.ts';
import type { TerraformValue, Unknown } from '../model/value.ts';
import { collectionReader, type Reader, readBlocks, readRecord, readSealed, textMapReader } from './read.ts';

/*
 * A model is written once, as a table: a row for each member says how the code gives it, how it is compared with what
 * AWS has, and what leaving it out means. The model's type, its readers, its comparers and the list of what is compared
 * are made of the rows.
 */

/** One row of a table. `T`: what AWS has; `D`: what the code declares of it. */
export interface Member<T, D = Declared<T>> extends Field<T, D> {
  /** From a value: a member of an object, or an argument. */
  readonly read: Reader<D>;
  /** From a body, by the name of an argument or of the type of nested blocks. */
  readonly readFrom: (body: DeclaredBody, name: string) => D | undefined;
  /**
   * What Terraform calls it, where that is not the member's own name in snake case. A period leads into a block that
   * may stand once: `authorization_config.iam`.
   */
  readonly terraform?: string;
  /** The provider fills in the blocks when the code leaves them out, so that a plan does not tell whose they are. */
  readonly computed?: true;
  /** Which member of AWS's own type it is, where that has another name. A period leads into a member of that one. */
  readonly sdk?: string;
  /** What stands inside of it. Absent: a value of its own, or a map, of which the keys are the user's. */
  readonly inside?: Inside;
  /** It is a map, of which the keys are the user's. */
  readonly isMap?: true;
}

/** What stands inside of a record, or of each record of a collection. */
export interface Inside {
  /** Its rows by the names of their members. */
  readonly rows: () => ReadonlyMap<string, RowName>;
  /** There may be several such records. */
  readonly isCollection?: true;
  /** They are compared as one value, so that none of their members stands in a path. */
  readonly isOneValue?: true;
  /** What one of several is called; undefined when it has no name. */
  readonly elementName?: (element: TerraformValue) => Value<string> | undefined;
}
/** What a row is called, and what stands inside of it. */
export type RowName = Pick<Member<never>, 'terraform' | 'sdk' | 'inside' | 'isMap'>;

/** What an argument, or a type of blocks, is of a model. */
export interface ArgumentRow {
  /** The member that it feeds. */
  readonly field: string;
  /** Its own name, behind those of the blocks that lead to it. */
  readonly path: readonly string[];
  readonly isMap: boolean;
  /** Of the blocks or objects that stand inside of it. */
  readonly within?: () => readonly ArgumentRow[];
}

/**
 * The rows of a model, by the names of its members. (What is declared follows from what is live, so only that is
 * inferred.)
 */
export type Table<M> = {
  readonly [K in keyof M]-?: Member<NonNullable<M[K]>, NoInfer<Declared<NonNullable<M[K]>>>>;
};

/** The model that rows describe. */
export type ModelOf<R> = { readonly [K in keyof R]?: LiveOf<R[K]> | undefined };
/** What AWS has of a row. */
export type LiveOf<R> = R extends { readonly compare: (declared: never, live: infer L, position: never) => unknown }
  ? NonNullable<L>
  : never;

type RowOptions = Partial<Pick<Member<never>, 'omitted' | 'terraform' | 'sdk' | 'computed'>>;

/** A row with another name in Terraform or in AWS's own types, or whose omission means something else. */
export const row = <T, D, const O extends RowOptions>(member: Member<T, D>, options: O): Member<T, D> & O => ({
  ...member,
  ...options,
});

/** A row that is left to AWS when the code leaves it out. */
export const optional = <T, D>(member: Member<T, D>): Member<T, D> => ({ ...member, omitted: 'unmanaged' });

/** A row of an argument. */
export function argument<T, D>(read: Reader<D>, compare: Comparer<D, T>): Member<T, D> {
  return { read, readFrom: (body, name) => read(attribute(body, name)), compare, omitted: 'absent' };
}

/** A row of what only nested blocks give. `names`: those of the arguments that such a block has. */
export function fromBlocks<T, D>(
  readFrom: Member<T, D>['readFrom'],
  compare: Comparer<D, T>,
  names: readonly string[],
): Member<T, D> {
  const read = (value: TerraformValue | undefined) => (value === undefined ? undefined : readFrom(bodyWith(value), ''));
  const inside: Inside = { rows: () => new Map(names.map((name) => [name, {}])), isCollection: true, isOneValue: true };
  return { read, readFrom, compare, omitted: 'absent', inside };
}

/** A text that may be secret. */
export const text = (options: TextOptions = {}): Member<Text, Value<Text>> =>
  argument(readSealed, compareText(options));
/** A text that AWS holds to be empty when it is left out. */
export const word = text({ absentAs: '' });
/** A text that names an element, and so is no secret by itself. */
export const name = (options: ScalarOptions<string> = {}): Member<string, Value<string>> =>
  argument(readStringLike, scalar(options));
export const number = (options: ScalarOptions<number> = {}): Member<number, Value<number>> =>
  argument(readNumber, scalar(options));
/** A number that AWS holds to be 0 when it is left out. */
export const count = number({ absentAs: 0 });
export const bool = (options: ScalarOptions<boolean> = {}): Member<boolean, Value<boolean>> =>
  argument(readBool, scalar(options));
/** A bool that AWS holds to be false when it is left out. */
export const flag = bool({ absentAs: false });
/** Texts of which neither order nor repetition counts. */
export const textSet: Member<readonly Text[], CollectionOf<Value<Text>>> = argument(
  collectionReader(readSealed),
  compareSet<Text>(),
);
/** Numbers of which neither order nor repetition counts. */
export const numberSet: Member<readonly number[], CollectionOf<Value<number>>> = argument(
  collectionReader(readNumber),
  compareSet<number>(),
);
/** Texts of which the order counts. */
export const textList = (
  read: Reader<CollectionOf<Value<Text>>> = collectionReader(readSealed),
  options: TextOptions = {},
): Member<readonly Text[], CollectionOf<Value<Text>>> => argument(read, compareList<Text>(textOptions(options)));
/** Texts by key. */
export const textMap = (options: TextOptions = {}): Member<ReadonlyMap<string, Text>, MapOf<Value<Text>>> => ({
  ...argument(textMapReader, compareMap<Value<Text>, Text>(compareText(options))),
  isMap: true,
});

/** A record that may be there or not. */
export function record<M extends object>(
  table: Table<M>,
  compare: Comparer<RecordOf<M>, Model<M>> = compareRecord(table),
): Member<Model<M>, RecordOf<M>> {
  const readFrom = (body: DeclaredBody, type: string): RecordOf<M> | undefined => {
    const { blocks: found, open, sensitive } = blocks(body, type);
    const [block] = found;
    const marked = sensitive ? ({ sensitive: true } as const) : {};
    if (block !== undefined) return { ...bodyRecord(block.body, table, block.at), ...marked };
    return open && { state: 'unknown', because: open.because, ...marked };
  };
  return { read: recordReader(table), readFrom, compare, omitted: 'absent', inside: { rows: () => rowsOf(table) } };
}

/** The rows of a table by the names of their members. */
export function rowsOf<M extends object>(table: Table<M>): ReadonlyMap<string, RowName> {
  const rows = new Map<string, RowName>();
  for (const key in table) rows.set(key, table[key]);
  return rows;
}

/** Reads an object as a record; see {@link readRecord}. */
export function recordReader<M extends object>(table: Table<M>): Reader<RecordOf<M>> {
  return (value) => readRecord(value, (entry) => membersOf(table, (key, member) => member.read(entry(key))));
}

/** Reads what a body holds as a record. */
export function bodyRecord<M extends object>(body: DeclaredBody, table: Table<M>, at: SourceRange): KnownRecord<M> {
  const found = membersOf(table, (key, member) => {
    const path = argumentOf(key, member).split('.');
    const isFilledIn = member.computed && body.attributes.get(path[0] ?? '')?.unsaid === 'kept';
    return isFilledIn ? undefined : readAt(body, path, member.readFrom);
  });
  return { state: 'record', members: found, isBlock: true, at };
}

/** A collection of records that is compared as `compare` says. */
export function collection<M extends object>(
  table: Table<M>,
  compare: Comparer<CollectionOf<RecordOf<M>>, readonly Model<M>[]>,
  read: Reader<RecordOf<M>> = recordReader(table),
): Member<readonly Model<M>[], CollectionOf<RecordOf<M>>> {
  return {
    read: collectionReader(read),
    readFrom: (body, type) => readBlocks(blocks(body, type), (block) => bodyRecord(block.body, table, block.at)),
    compare,
    omitted: 'absent',
    inside: elementsInside(table, compare),
  };
}

/** What stands inside of the elements of a collection that is compared as `compare` says. */
export function elementsInside<M extends object>(
  table: Table<M>,
  { shape }: Comparer<CollectionOf<RecordOf<M>>, readonly Model<M>[]>,
): Inside {
  const inside = { rows: () => rowsOf(table), isCollection: true } as const;
  if (shape?.kind !== 'keyed') return inside;
  // The comparer of these elements made the shape.
  const declaredKey = shape.declaredKey as KeyedOptions<M>['declaredKey'];
  const read = recordReader(table);
  const elementName = (element: TerraformValue): Value<string> | undefined => {
    const found = read(element);
    return found?.state === 'record' ? declaredKey(found) : undefined;
  };
  return { ...inside, elementName };
}

/** A collection of records that are told apart as the options say. */
export function keyed<M extends object>(
  table: Table<M>,
  options: Omit<KeyedOptions<M>, 'compare'>,
): Member<readonly Model<M>[], CollectionOf<RecordOf<M>>> {
  return collection(table, compareKeyed<M>({ ...options, compare: members(table) }));
}

/** A collection of records that one of their members tells apart. */
export function named<M extends object>(
  key: Extract<keyof M, string>,
  table: Table<M>,
  options: Pick<KeyedOptions<M>, 'pairTheRest' | 'merges'> = {},
): Member<readonly Model<M>[], CollectionOf<RecordOf<M>>> {
  return keyed(table, { ...options, ...keyedBy<M>(key) });
}

/** The same, where the order of the records counts. */
export function namedInOrder<M extends object>(
  key: Extract<keyof M, string>,
  table: Table<M>,
): Member<readonly Model<M>[], CollectionOf<RecordOf<M>>> {
  return collection(table, compareOrdered<M>({ ...keyedBy<M>(key), compare: members(table) }));
}

function keyedBy<M extends object>(key: Extract<keyof M, string>): Pick<KeyedOptions<M>, 'declaredKey' | 'liveKey'> {
  return {
    declaredKey: ({ members: { [key]: member } }) => (isTextValue(member) ? declaredElementName(member) : undefined),
    liveKey: ({ [key]: member }) => (isText(member) ? elementName(member) : ''),
  };
}

/** The arguments and types of blocks that a model is made of. */
export function argumentRows<M extends object>(table: Table<M>): readonly ArgumentRow[] {
  return argumentRowsOf(rowsOf(table));
}

function argumentRowsOf(rows: ReadonlyMap<string, RowName>): readonly ArgumentRow[] {
  return [...rows].map(([field, row]) => {
    const { inside, isMap = false } = row;
    const within = inside === undefined || inside.isOneValue ? {} : { within: () => argumentRowsOf(inside.rows()) };
    return { field, path: argumentOf(field, row).split('.'), isMap, ...within };
  });
}

/** The argument, or the type of nested blocks, that gives a member; a period leads into a block. */
export function argumentOf(key: string, { terraform }: { readonly terraform?: string }): string {
  return terraform ?? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Reads each member of a table. */
function membersOf<M extends object>(
  table: Table<M>,
  read: <T>(key: string, member: Member<T>) => Declared<T> | undefined,
): Members<M> {
  const found: { -readonly [K in keyof M]?: Declared<NonNullable<M[K]>> | undefined } = {};
  const readMember = <K extends Extract<keyof M, string>>(key: K) => {
    const member: Member<NonNullable<M[K]>> = table[key];
    const value = read(key, member);
    if (value !== undefined) found[key] = value;
  };
  for (const key in table) readMember(key);
  return found;
}

/** Reads at the end of a path through blocks that may stand once; unknown when whether one stands there is. */
function readAt<D>(
  body: DeclaredBody,
  [first = '', ...rest]: readonly string[],
  read: (body: DeclaredBody, name: string) => D,
): D | undefined {
  if (rest.length === 0) return read(body, first);
  const { blocks: found, open } = blocks(body, first);
  const [block] = found;
  if (block !== undefined) return readAt(block.body, rest, read);
  return open && read(bodyWith(unknownValue(open.because)), '');
}

/** A body with one argument, which has no name. */
function bodyWith(value: TerraformValue): DeclaredBody {
  return { attributes: new Map([['', { value, at: value.at ?? noSourceRange }]]), blocks: new Map() };
}

function unknownValue(because: Unknown): TerraformValue {
  return {
    kind: 'unknown',
    type: { kind: 'dynamic' },
    because,
    ...(because.at === undefined ? {} : { at: because.at }),
  };
}

function isTextValue(member: unknown): member is Value<Text> {
  if (typeof member !== 'object' || member === null || !('state' in member)) return false;
  if (member.state === 'known') return 'value' in member && isText(member.value);
  return member.state === 'partial' || member.state === 'unknown';
}

function isText(value: unknown): value is Text {
  return typeof value === 'string' || value instanceof Secret;
}
