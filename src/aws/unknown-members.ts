import { collectBody } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import { getSmithyContext } from '@smithy/core/transport';
import type { UnknownMember } from './reads.ts';

/*
 * The SDK leaves out what it does not know of an answer, so that an old one hides new settings in silence. Here the answer is looked at before it does.
 * Only names of members are kept: of what they hold, nothing.
 */

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

/** Has every answer of a client that speaks JSON looked at; `tell` is called for each unknown member, perhaps more than once. */
export function watchAnswers(client: Watchable, tell: (member: UnknownMember) => void): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const { response } = result;
      if (isResponse(response) && response.statusCode < 300) {
        const bytes = await collectBody(response.body, { streamCollector });
        response.body = bytes;
        const output = outputSchema(context);
        if (output !== undefined) findUnknown(output, parse(bytes), tell);
      }
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'lookForUnknownMembers' },
  );
}

/** What the operation's answer is made of: the last part of its schema, in the SDK's own form. */
function outputSchema(context: object): NormalizedSchema | undefined {
  const operation: unknown = getSmithyContext({ ...context })['operationSchema'];
  if (!Array.isArray(operation)) return undefined;
  return NormalizedSchema.of(operation[5] as Parameters<typeof NormalizedSchema.of>[0]);
}

interface Response {
  readonly statusCode: number;
  body: unknown;
}

function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'statusCode' in value && 'body' in value;
}

async function streamCollector(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** undefined for what is not JSON: what that means is the SDK's to say. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function findUnknown(schema: NormalizedSchema, value: unknown, tell: (member: UnknownMember) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (schema.isListSchema()) {
    if (Array.isArray(value)) for (const element of value) findUnknown(schema.getValueSchema(), element, tell);
    return;
  }
  if (schema.isMapSchema()) {
    for (const entry of Object.values(value)) findUnknown(schema.getValueSchema(), entry, tell);
    return;
  }
  if (!schema.isStructSchema() && !schema.isUnionSchema()) return;
  const known = new Map(schema.structIterator());
  for (const [name, member] of Object.entries(value)) {
    if (member === null || name === '__type') continue;
    const inside = known.get(name);
    if (inside === undefined) tell({ shape: schema.getName() ?? '?', member: name });
    else findUnknown(inside, member, tell);
  }
}
