import { parseXML } from '@aws-sdk/xml-builder';
import { NormalizedSchema } from '@smithy/core/schema';
import { getSmithyContext } from '@smithy/core/transport';
import type { BodyReader } from './answer-body.ts';
import { type AnswerStep, unexpectedMember } from './answer-error.ts';

/*
 * The SDK takes what it is sent: a text where a list should be, `maybe` for false, a date beyond all dates; what it
 * does not know it leaves out, so that an old one hides new settings in silence. So each answer is held against AWS's
 * own model, which the SDK carries, before the SDK reads it. Only names of members are kept: of what they hold,
 * nothing.
 */

/** A member of an answer that the SDK does not know: of which shape (`ContainerDefinition`), and its name. */
export interface UnknownMember {
  readonly shape: string;
  readonly member: string;
}

/** As much of a client as is needed to look at its answers. */
interface Watchable {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<{ response: unknown }>,
        context: object,
      ) => (args: never) => Promise<{ response: unknown }>,
      options: { step: 'deserialize'; priority: 'low'; name: string },
    ): void;
  };
}

interface WatchOptions {
  /** What the service speaks. */
  readonly language: 'json' | 'xml';
  readonly readBody: BodyReader;
  /** Called for each member of a JSON answer that the SDK does not know, perhaps more than once. */
  readonly tell?: (member: UnknownMember) => void;
}

/**
 * Has every answer of a client read within bounds and held against its model. A call whose answer does not fit rejects
 * with an AnswerError. What is no JSON or XML at all is left to the SDK.
 */
export function watchAnswers(client: Watchable, { language, readBody, tell = () => {} }: WatchOptions): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const { response } = result;
      if (!isResponse(response)) return result;
      const bytes = await readBody(response.body);
      response.body = bytes;
      const operation = response.statusCode < 300 ? operationOf(context) : undefined;
      if (operation === undefined || bytes.length === 0) return result;
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
      const parsed = language === 'json' ? parse(() => JSON.parse(text)) : parse(() => rootOf(text, operation.name));
      if (parsed === undefined) return result;
      if (language === 'json') checkJson(operation.output, parsed.value, [], tell);
      else checkXml(operation.output, parsed.value, []);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'holdAgainstTheModel' },
  );
}

/** The operation's name, and what its answer is made of: parts of its schema, in the SDK's own form. */
function operationOf(context: object): { readonly name: string; readonly output: NormalizedSchema } | undefined {
  const operation: unknown = getSmithyContext({ ...context })['operationSchema'];
  if (!Array.isArray(operation)) return undefined;
  return {
    name: String(operation[2]),
    output: NormalizedSchema.of(operation[5] as Parameters<typeof NormalizedSchema.of>[0]),
  };
}

interface Response {
  readonly statusCode: number;
  body: unknown;
}

function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'statusCode' in value && 'body' in value;
}

/** undefined for what is not of the language: what that means is the SDK's to say. */
function parse(read: () => unknown): { readonly value: unknown } | undefined {
  try {
    return { value: read() };
  } catch {
    return undefined;
  }
}

/** The answer of EC2 is the root element, that of STS and IAM lies one below. */
function rootOf(text: string, operation: string): unknown {
  const root: unknown = Object.values(parseXML(text))[0];
  const result = `${operation}Result`;
  return isObject(root) && Object.hasOwn(root, result) ? root[result] : root;
}

/** Where the walk is: one list for all of an answer, since answers have many thousands of members. */
type AnswerPath = AnswerStep[];

function checkJson(
  schema: NormalizedSchema,
  value: unknown,
  path: AnswerPath,
  tell: (member: UnknownMember) => void,
): void {
  const below = (step: AnswerStep, inside: NormalizedSchema, member: unknown) => {
    path.push(step);
    checkJson(inside, member, path, tell);
    path.pop();
  };
  if (schema.isDocumentSchema()) return;
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw unexpectedMember(path);
    const inside = schema.getValueSchema();
    for (const [index, element] of value.entries()) below(index, inside, element);
  } else if (schema.isMapSchema()) {
    if (!isObject(value)) throw unexpectedMember(path);
    const inside = schema.getValueSchema();
    for (const entry of Object.values(value)) below('*', inside, entry);
  } else if (schema.isStructSchema()) {
    if (!isObject(value)) throw unexpectedMember(path);
    const known = membersOf(schema);
    for (const [name, member] of Object.entries(value)) {
      // The SDK takes null for absent in an object, and so do some that speak for AWS.
      if (member === null || name === '__type') continue;
      const inside = known.get(name);
      if (inside === undefined) tell({ shape: schema.getName() ?? '?', member: name });
      else below(name, inside, member);
    }
  } else if (!isJsonScalar(schema, value)) {
    throw unexpectedMember(path);
  }
}

/** The furthest from 1970 that a date may be, in milliseconds. */
const furthestDate = 8.64e15;

function isJsonScalar(schema: NormalizedSchema, value: unknown): boolean {
  if (schema.isStringSchema() || schema.isBlobSchema()) return typeof value === 'string';
  if (schema.isBooleanSchema()) return typeof value === 'boolean';
  if (schema.isTimestampSchema()) return typeof value === 'number' && Math.abs(value * 1000) <= furthestDate;
  if (schema.isNumericSchema()) return Number.isFinite(value);
  return true;
}

/** In XML a list is an element with an element for each item, and what is empty may be of any type. */
function checkXml(schema: NormalizedSchema, value: unknown, path: AnswerPath): void {
  const below = (step: AnswerStep, inside: NormalizedSchema, member: unknown) => {
    path.push(step);
    checkXml(inside, member, path);
    path.pop();
  };
  const isEmpty = typeof value === 'string' && value.trim() === '';
  if (schema.isListSchema()) {
    if (isEmpty) return;
    const inside = schema.getValueSchema();
    const item = String(inside.getMergedTraits().xmlName ?? 'member');
    const items = schema.getMergedTraits().xmlFlattened ? value : isObject(value) ? value[item] : undefined;
    if (items === undefined) throw unexpectedMember(path);
    for (const [index, element] of (Array.isArray(items) ? items : [items]).entries()) below(index, inside, element);
  } else if (schema.isStructSchema()) {
    if (isEmpty) return;
    if (!isObject(value)) throw unexpectedMember(path);
    for (const [name, inside] of membersOf(schema)) {
      const member = value[String(inside.getMergedTraits().xmlName ?? name)];
      if (member !== undefined) below(name, inside, member);
    }
  } else if (!schema.isMapSchema() && !(typeof value === 'string' && isXmlScalar(schema, value))) {
    throw unexpectedMember(path);
  }
}

const members = new WeakMap<object, ReadonlyMap<string, NormalizedSchema>>();

/** The members of a structure, by name; made once. */
function membersOf(schema: NormalizedSchema): ReadonlyMap<string, NormalizedSchema> {
  const structure: unknown = schema.getSchema();
  const known = isMade(structure) ? members.get(structure) : undefined;
  if (known !== undefined) return known;
  const made = new Map(schema.structIterator());
  if (isMade(structure)) members.set(structure, made);
  return made;
}

function isMade(structure: unknown): structure is object {
  return typeof structure === 'object' && structure !== null;
}

function isXmlScalar(schema: NormalizedSchema, text: string): boolean {
  if (schema.isBooleanSchema()) return /^(?:true|false)$/i.test(text);
  if (schema.isNumericSchema()) return text.trim() !== '' && Number.isFinite(Number(text));
  if (schema.isTimestampSchema()) return !Number.isNaN(Date.parse(text));
  return true;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
