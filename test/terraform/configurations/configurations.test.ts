import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Stack } from '../../../src/model/stack.ts';
import type { TerraformValue } from '../../../src/model/value.ts';
import { loadConfiguration } from '../../../src/terraform/load/load.ts';
import { evaluateConfiguration } from '../../../src/terraform/stack/evaluate-modules.ts';
import { plain } from '../plain.ts';

/*
 * Whole configurations, each a folder, with Terraform's own answers in `expected.json` (written by `regenerate.mjs`):
 * what Terraform knows, we know equally.
 */

const settingsSchema = z.strictObject({
  arguments: z.array(z.tuple([z.enum(['var', 'var-file']), z.string()])).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  workspace: z.string().optional(),
});
const expectedSchema = z.strictObject({
  outputs: z.record(z.string(), z.strictObject({ value: z.unknown(), unknown: z.unknown(), sensitive: z.unknown() })),
  resources: z.record(
    z.string(),
    z.strictObject({
      input: z.unknown(),
      triggers_replace: z.unknown(),
      unknown: z.unknown(),
      sensitive: z.unknown(),
    }),
  ),
});

const cases = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

async function stackOf(name: string): Promise<Stack> {
  const directory = join(import.meta.dirname, name);
  const file = join(directory, 'case.json');
  const settings = settingsSchema.parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
  const configuration = await loadConfiguration({
    directory,
    environment: settings.environment,
    variables: settings.arguments.map(([kind, value]) => ({
      kind,
      value: kind === 'var-file' ? join(directory, value) : value,
    })),
    ...(settings.workspace === undefined ? {} : { workspace: settings.workspace }),
  });
  return evaluateConfiguration(configuration, new Map());
}

/** What of `theirs` Terraform knows, and the same parts of `ours`, in which the rest is left out. */
function known(theirs: unknown, mask: unknown, ours: unknown): readonly [unknown, unknown] {
  if (mask === true) return ['not known', 'not known'];
  if (Array.isArray(theirs) && Array.isArray(ours) && Array.isArray(mask) && theirs.length === ours.length) {
    const parts = theirs.map((part, index) => known(part, mask[index], ours[index]));
    return [parts.map(([a]) => a), parts.map(([, b]) => b)];
  }
  if (isRecord(theirs) && isRecord(ours) && isRecord(mask)) {
    const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mask)])];
    const parts = keys.map((key) => [key, known(theirs[key], mask[key], ours[key])] as const);
    const extra = Object.entries(ours).filter(([key]) => !keys.includes(key));
    return [
      Object.fromEntries(parts.map(([key, [a]]) => [key, a])),
      Object.fromEntries([...parts.map(([key, [, b]]) => [key, b] as const), ...extra]),
    ];
  }
  return [theirs, ours];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where Terraform's sensitive mask is true, as paths; and the same for a value of ours. */
function marked(mask: unknown, path = ''): string[] {
  if (mask === true) return [path];
  if (typeof mask !== 'object' || mask === null) return [];
  return Object.entries(mask).flatMap(([key, inner]) => marked(inner, `${path}.${key}`));
}

function marks(value: TerraformValue | undefined, path = ''): string[] {
  if (value === undefined) return [];
  if (value.sensitive) return [path];
  if ('entries' in value) return [...value.entries].flatMap(([key, entry]) => marks(entry, `${path}.${key}`));
  if ('elements' in value) return value.elements.flatMap((element, index) => marks(element, `${path}.${index}`));
  return [];
}

describe.each(cases)('%s', (name) => {
  const expected = expectedSchema.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, name, 'expected.json'), 'utf8')),
  );

  it('is evaluated as Terraform evaluates it', async () => {
    const stack = await stackOf(name);
    expect(stack.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(stack.holes).toEqual([]);
    const outputs = [...(stack.outputs ?? [])].map(([key, value]) => [key, plain(value)] as const);
    const compared = known(
      Object.fromEntries(Object.entries(expected.outputs).map(([key, { value }]) => [key, value])),
      Object.fromEntries(Object.entries(expected.outputs).map(([key, output]) => [key, output.unknown])),
      Object.fromEntries(outputs),
    );
    expect(compared[1]).toEqual(compared[0]);
  });

  it('has the same resources with the same arguments', async () => {
    const { resources } = await stackOf(name);
    const ours = resources.filter(({ mode }) => mode === 'managed');
    expect(ours.map(({ address }) => address).sort()).toEqual(Object.keys(expected.resources).sort());
    for (const { address, body } of ours) {
      const theirs = expected.resources[address];
      const input = body.attributes.get('input')?.value;
      const [a, b] = known(theirs?.input, theirs?.unknown, input === undefined ? null : plain(input));
      expect({ address, input: b }).toEqual({ address, input: a });
      const triggers = body.attributes.get('triggers_replace')?.value;
      expect(triggers === undefined ? null : plain(triggers)).toEqual(theirs?.triggers_replace);
      expect({ address, marked: marks(input) }).toEqual({ address, marked: marked(theirs?.sensitive) });
    }
  });
});
