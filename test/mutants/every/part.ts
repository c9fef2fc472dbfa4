import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { everyField, tryPart } from '../suite.ts';
import { type PartResult, wrong } from '../summary.ts';
import { parts } from './parts.ts';

/** A part of the mutation suite; `npm run mutants` makes all of them, and prints what all came to. */
export function testPart(part: number): void {
  it(`tells of every change, and of nothing that is none (part ${part + 1} of ${parts})`, async () => {
    const tried = await tryPart(part, parts);
    const result: PartResult = { tried, fields: everyField() };
    writeFileSync(join(inject('mutantResults'), `${part}.json`), JSON.stringify(result));
    expect(tried.length).toBeGreaterThan(0);
    expect(wrong(tried)).toEqual([]);
  });
}
