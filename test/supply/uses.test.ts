import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it, test } from 'vitest';
import { pagesOf } from '../../build/fences.mjs';
import pins from '../../src/init/pins.json' with { type: 'json' };
import { type PinnedAction, packageOf, releaseOf, usesAction, usesDriftcheck } from '../../src/init/uses.ts';
import { version } from '../../src/version.ts';
import { expectGenerated } from '../generated.ts';

/* Every action is pinned as the two records say: src/init/pins.json, and docs/release.json for driftcheck itself. `UPDATE=1` writes them. */

const root = new URL('../../', import.meta.url);
const release = releaseOf(JSON.parse(readFileSync(new URL('docs/release.json', root), 'utf8')));
const isPinned = (name: string): name is PinnedAction => name in pins;

/** A text in which each line with `uses:`, and each installation from npm, is as the records have it. */
function pinned(text: string): string {
  const installed = text.replace(
    /(npm install --global --ignore-scripts )[^\s`]+/g,
    (_, before: string) => before + packageOf(release, version),
  );
  return installed.replace(/^( *(?:- )?uses: )(.*)$/gm, (_, before: string, given: string) => {
    const name = given.split(/[@ ]/)[0] ?? '';
    if (isPinned(name)) return before + usesAction(name);
    if (name === './' || name.endsWith('/driftcheck') || name === release?.repository) {
      return before + usesDriftcheck(release);
    }
    throw new Error(`src/init/pins.json has no ${name}`);
  });
}

const workflows = readdirSync(new URL('.github/workflows/', root)).map((name) => `.github/workflows/${name}`);
const pages = pagesOf(fileURLToPath(root)).filter((page) =>
  /\buses: |npm install --global/.test(readFileSync(new URL(page, root), 'utf8')),
);

test.each([...workflows, ...pages])('%s', (name) => {
  const file = new URL(name, root);
  expectGenerated(file, pinned(readFileSync(file, 'utf8')));
});

it('has no pin that nothing uses', () => {
  const texts = [...workflows, ...pages].map((name) => readFileSync(new URL(name, root), 'utf8')).join('\n');
  expect(Object.keys(pins).filter((name) => !texts.includes(`${name}@`))).toEqual([]);
});

it('pins by whole commits, with whole versions beside them', () => {
  for (const { commit, version } of Object.values(pins)) {
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
  }
});

const commit = '0123456789abcdef0123456789abcdef01234567';

it('names driftcheck by the commit of its release, and by its place before there is one', () => {
  const released = releaseOf({ repository: 'example/driftcheck', version: '1.2.3', commit });
  expect(usesDriftcheck(releaseOf(null))).toBe('./');
  expect(usesDriftcheck(released)).toBe(`example/driftcheck@${commit} # v1.2.3`);
  expect(packageOf(releaseOf(null), '1.3.0')).toBe('/opt/driftcheck-1.3.0.tgz');
  expect(packageOf(released, '1.3.0')).toBe('driftcheck@1.2.3');
});

test.each([
  ['no record', undefined],
  ['a tag for a commit', { repository: 'example/driftcheck', version: '1.2.3', commit: 'v1.2.3' }],
  ['a short commit', { repository: 'example/driftcheck', version: '1.2.3', commit: commit.slice(0, 7) }],
  ['a branch behind the name', { repository: 'example/driftcheck@main', version: '1.2.3', commit }],
  ['no version', { repository: 'example/driftcheck', commit }],
])('refuses %s', (_, record) => {
  expect(() => releaseOf(record)).toThrow('docs/release.json');
});
