import { expect, it } from 'vitest';
import { keyText } from '../../src/aws/key.ts';
import type { AwsReader } from '../../src/aws/reader.ts';
import { check } from '../../src/check/check.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { chosenFixtures, fixtureFolders, fixtureOptions } from '../fixture-folder.ts';
import { isChange } from './change/fixture.ts';

/* What is asked for ahead of time is read later on, so that it costs no call. */

/** A reader that notes what it is asked, ahead and otherwise. */
function noting(aws: AwsReader) {
  const asked = { ahead: new Set<string>(), read: new Set<string>() };
  const note = (into: Set<string>): AwsReader['read'] => {
    return async (name, key, region) => {
      into.add(keyText(name, key, region ?? (await aws.defaultRegion())));
      return aws.read(name, key, region);
    };
  };
  return { asked, reader: { ...aws, read: note(asked.read), ahead: note(asked.ahead) } };
}

it('all that is asked for ahead is read', async () => {
  let ahead = 0;
  for (const folder of chosenFixtures(fixtureFolders(), (one) => one)) {
    // Of a change the base has options of its own.
    if (isChange(folder)) continue;
    const options = await fixtureOptions(folder);
    const { asked, reader } = noting(options.aws);
    await check({ ...options, aws: reader }).catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
    });
    expect(
      [...asked.ahead].filter((key) => !asked.read.has(key)),
      folder,
    ).toEqual([]);
    ahead += asked.ahead.size;
  }
  expect(ahead).toBeGreaterThan(40);
}, 300_000);
