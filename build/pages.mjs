import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/*
 * Takes pictures of Markdown reports as people see them, on a wide screen and on a telephone: node build/pages.mjs
 * [directory]. Chromium must be installed (Debian's package `chromium`); CHROMIUM names another program.
 */

const directory = resolve(process.argv[2] ?? mkdtempSync(join(tmpdir(), 'driftcheck-pages-')));
const vitest = ['vitest', 'run', 'test/report/markdown/pages.test.ts'];
execFileSync('npx', vitest, { env: { ...process.env, PAGES: directory }, stdio: ['ignore', 'ignore', 'inherit'] });
for (const name of readdirSync(directory).filter((file) => file.endsWith('.html'))) {
  for (const [width, height] of [
    [1280, 1600],
    [390, 2400],
  ]) {
    execFileSync(
      process.env.CHROMIUM ?? 'chromium',
      [
        '--headless=new',
        '--no-sandbox',
        '--hide-scrollbars',
        `--window-size=${width},${height}`,
        `--screenshot=${join(directory, `${name.replace('.html', '')}-${width}.png`)}`,
        `file://${join(directory, name)}`,
      ],
      { stdio: 'ignore' },
    );
  }
}
console.log(directory);
