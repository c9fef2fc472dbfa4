import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { getExpressionAst } from '@cdktf/hcl2json';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression, parseFile } from '../../../src/terraform/syntax/parser.ts';
import { referenceTree } from '../../../src/terraform/syntax/second-opinion.ts';
import { tries } from '../../tries.ts';
import { expressions, files } from './corpus.ts';
import { expressionText } from './expression-text.ts';
import { mutate, seeded } from './mutate.ts';
import { outlineOf, outlineOfReference } from './outline.ts';
import { NotConvertible, referenceJson } from './reference-json.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures');
const written = [...files, ...expressions.map((expression) => `a = ${expression}\n`)];
const terraform = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tf'))
  .sort()
  .map((name) => ({ name, text: readFileSync(join(fixtures, name), 'utf8') }));

/** What a parser makes of a text, in a form that both can be brought into. */
type Outcome = { rejects: true } | { notConvertible: true } | { tree: unknown };

async function reference(text: string): Promise<Outcome> {
  const answer = await referenceTree(text);
  if ('tree' in answer) return { tree: plain(answer.tree) };
  return answer.message.startsWith('convert to HCL:') ? { notConvertible: true } : { rejects: true };
}

function ours(text: string): Outcome {
  const parsed = parseFile(text, 'a.tf');
  if (!parsed.ok) return { rejects: true };
  try {
    return { tree: plain(referenceJson(parsed.value, text)) };
  } catch (error) {
    if (error instanceof NotConvertible) return { notConvertible: true };
    throw error;
  }
}

/** Own keys only and no negative zero, which JSON has but JSON.stringify loses. */
function plain(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree));
}

describe('the same tree as HashiCorp’s parser', () => {
  it.each(written)('%j', async (text) => {
    expect(ours(text)).toEqual(await reference(text));
  });

  it.each(terraform)('fixture $name', async ({ name, text }) => {
    const outcome = ours(text);
    expect(outcome).toEqual(await reference(text));
    expect(outcome).toHaveProperty(name.includes('unparsable/base') ? 'rejects' : 'tree');
  });

  it('of thousands of mutants', async () => {
    const accepted = written.filter((text) => 'tree' in ours(text));
    const blocks = terraform.flatMap(({ text }) => text.split(/\n(?=\w)/)).map((block) => `${block}\n`);
    const bases = [...accepted, ...blocks];
    const random = seeded(20_240_229);
    const different: unknown[] = [];
    let trees = 0;
    for (let count = 0; count < tries(5000); count++) {
      const text = mutate(bases[random(bases.length)] ?? '', bases[random(bases.length)] ?? '', random);
      // Half of a surrogate pair cannot come from a file in UTF-8; the other parser sees a replacement character.
      if (/[\ud800-\udfff]/u.test(text)) continue;
      const mine = ours(text);
      const theirs = await reference(text);
      if ('tree' in mine) trees++;
      if (!isDeepStrictEqual(mine, theirs)) different.push({ text, mine, theirs });
    }
    expect(different).toEqual([]);
    expect(trees).toBeGreaterThan(tries(500));
  });

  it('inside of expressions', async () => {
    await fc.assert(
      fc.asyncProperty(expressionText, async (text) => {
        const parsed = parseExpression(text, 'a.tf');
        if (!parsed.ok) throw new Error(`${text}: ${parsed.diagnostics[0]?.detail}`);
        const theirs = await getExpressionAst('a.tf', text);
        expect(outlineOf(parsed.value, text)).toEqual(theirs && outlineOfReference(theirs));
      }),
      { numRuns: tries(500) },
    );
  });
});
