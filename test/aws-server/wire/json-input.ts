import { AwsError } from './shape.ts';

/** The body of a call to a JSON service. */
export type JsonInput = Readonly<Record<string, unknown>>;

/**
 * The body as an object; no body is an empty one.
 * @throws AwsError SerializationException, as AWS answers what is not JSON
 */
export function parseInput(body: string): JsonInput {
  if (body === '') return {};
  try {
    const input: unknown = JSON.parse(body);
    if (isObject(input)) return input;
  } catch {
    // Answered below.
  }
  throw new AwsError('SerializationException', 'The request body could not be read.');
}

/** @throws AwsError SerializationException when the member is of another type */
export function text(input: JsonInput, member: string): string | undefined {
  const value = input[member];
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw wrongType(member);
}

/** @throws AwsError SerializationException when the member is of another type */
export function integer(input: JsonInput, member: string): number | undefined {
  const value = input[member];
  if (value === undefined || value === null || typeof value === 'number') return value ?? undefined;
  throw wrongType(member);
}

/** A list of texts; an absent one is empty. @throws AwsError SerializationException when the member is of another type */
export function texts(input: JsonInput, member: string): readonly string[] {
  const value = input[member];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  throw wrongType(member);
}

/** A list of objects; an absent one is empty. @throws AwsError SerializationException when the member is of another type */
export function objects(input: JsonInput, member: string): readonly JsonInput[] {
  const value = input[member];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw wrongType(member);
}

/** An object; an absent one is empty. @throws AwsError SerializationException when the member is of another type */
export function object(input: JsonInput, member: string): JsonInput {
  const value = input[member];
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  throw wrongType(member);
}

function isObject(value: unknown): value is JsonInput {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongType(member: string): AwsError {
  return new AwsError('SerializationException', `${member} is of the wrong type.`);
}
