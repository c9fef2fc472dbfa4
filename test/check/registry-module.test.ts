import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { exitCode } from '../../src/exit-code.ts';
import type { Report } from '../../src/model/report/report.ts';
import { reporters } from '../../src/report/index.ts';

/** The incident, with its service module as if it came from a registry: installed, and not. */

const incident = 'fixtures/incident';
const states = ['a-with-redis-rule', 'a-without-redis-rule', 'e-with-redis-rule', 'e-without-redis-rule'] as const;
const source = 'example/ecs-service/aws';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-registry-'));
  cpSync(incident, folder, { recursive: true });
  const main = readFileSync(join(folder, 'main.tf'), 'utf8');
  // The blank line after the source becomes the version, so that every line keeps its number.
  const written = main.replace(
    /source = "\.\/modules\/ecs-service"\n\n/,
    `source  = "${source}"\n  version = "~> 2.1"\n`,
  );
  expect(written).not.toBe(main);
  writeFileSync(join(folder, 'main.tf'), written);
  mkdirSync(join(folder, '.terraform/modules'), { recursive: true });
  renameSync(join(folder, 'modules/ecs-service'), join(folder, '.terraform/modules/api'));
  rmSync(join(folder, 'modules'), { recursive: true });
  const modules = [
    { Key: '', Source: '', Dir: '.' },
    { Key: 'api', Source: `registry.terraform.io/${source}`, Version: '2.1.0', Dir: '.terraform/modules/api' },
  ];
  writeFileSync(join(folder, '.terraform/modules/modules.json'), JSON.stringify({ Modules: modules }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(directory: string, state: string): Promise<Report> {
  const live = join(incident, 'states', state, 'live.json');
  return check({ directory, environment: {}, aws: replaySnapshot(readFileSync(live, 'utf8'), live) });
}

/** A report without what tells where the code lies, and whether it is installed. */
function withoutSourcePositions(report: Report, directory: string, modules: string): unknown {
  const text = JSON.stringify(report, (key, value: unknown) =>
    key === 'offset' || key === 'column' || key === 'calledAt' ? undefined : value,
  );
  return JSON.parse(text.replaceAll(`${directory}/${modules}`, 'MODULE').replaceAll(directory, 'ROOT'));
}

describe.each(states)('the incident in state %s', (state) => {
  it('gives the same report when the module is installed', async () => {
    const expected = await run(incident, state);
    const actual = await run(folder, state);
    expect(actual.summary.attributes.compared).toBeGreaterThan(30);
    expect(withoutSourcePositions(actual, folder, '.terraform/modules/api')).toEqual(
      withoutSourcePositions(expected, incident, 'modules/ecs-service'),
    );
  });

  it('is found when the directory is given in relation to where the run began', async () => {
    const report = await run(relative(process.cwd(), folder), state);
    expect(report.summary).toEqual((await run(folder, state)).summary);
  });
});

describe('a place in the module', () => {
  const context = { width: 80, color: false };

  it('comes with the call that leads there, which is in the repository', async () => {
    const report = await run(folder, 'a-without-redis-rule');
    const said = [
      ...report.findings,
      ...report.gaps,
      ...report.checked,
      ...report.findings.flatMap(({ related = [] }) => related),
    ];
    const inside = said.filter(({ at }) => at?.file.includes('.terraform'));
    expect(inside.length).toBeGreaterThan(2);
    const call = 1 + readFileSync(join(folder, 'main.tf'), 'utf8').split('\n').indexOf('module "api" {');
    expect(call).toBeGreaterThan(1);
    for (const { calledAt } of inside) {
      expect(calledAt).toMatchObject({ file: `${folder}/main.tf`, start: { line: call, column: 1 } });
    }
    expect(said.filter(({ calledAt }) => calledAt !== undefined)).toHaveLength(inside.length);
  });

  it.each(['sarif', 'junit', 'github'] as const)('is the call for who reads %s', async (format) => {
    const report = await run(folder, 'a-without-redis-rule');
    const checkout = { top: realpathSync(folder), from: process.cwd() };
    const places = reporters[format](report, { ...context, checkout }).match(placesIn[format]) ?? [];
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((place) => place.includes('.terraform'))).toEqual([]);
    expect(places.some((place) => place.includes('main.tf'))).toBe(true);
  });
});

it('a link in Markdown leads to the call, since the web has nothing else', async () => {
  const report = await run(folder, 'a-without-redis-rule');
  const links = { server: 'https://github.example.com', repository: 'o/r', sha: 'c'.repeat(40), directory: '.' };
  const moved = JSON.parse(JSON.stringify(report).replaceAll(`${folder}/`, '')) as Report;
  const linked = reporters.markdown(moved, { width: 80, color: false, links }).match(/blob\/c{40}\/[^)#]*/g) ?? [];
  expect(linked.some((url) => url.endsWith('/main.tf'))).toBe(true);
  expect(linked.filter((url) => url.includes('.terraform'))).toEqual([]);
});

/** How the formats name files. */
const placesIn = { sarif: /"uri": "[^"]*"/g, junit: / file="[^"]*"/g, github: /file=[^,]*/g } as const;

describe('the module that is not installed', () => {
  it('is named with its source, and the rest is checked', async () => {
    rmSync(join(folder, '.terraform'), { recursive: true });
    const report = await run(folder, 'e-with-redis-rule');
    expect(report.summary.exitCode).toBe(exitCode.incomplete);
    expect(report.gaps.filter(({ code }) => code === 'module-missing')).toMatchObject([
      { scope: 'module', address: 'module.api', reason: { kind: 'module', address: 'module.api', source } },
    ]);
    const compared = report.checked.filter(({ status }) => status === 'in-sync').map(({ address }) => address);
    expect(compared).toContain('aws_security_group.redis');
    expect(compared).toContain('aws_security_group.load_balancer');
    expect(report.findings).toEqual([]);
  });

  it('is missing too when only its folder is gone, or another version of it is listed', async () => {
    rmSync(join(folder, '.terraform/modules/api'), { recursive: true });
    const gone = await run(folder, 'e-with-redis-rule');
    expect(gone.gaps.map(({ code }) => code)).toContain('module-missing');
    const list = join(folder, '.terraform/modules/modules.json');
    writeFileSync(list, readFileSync(list, 'utf8').replace(source, 'example/other/aws'));
    const stale = await run(folder, 'e-with-redis-rule');
    expect(stale.gaps.map(({ code }) => code)).toContain('module-missing');
    expect(stale.summary.exitCode).toBe(exitCode.incomplete);
  });
});
