import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import type { Report } from '../../src/model/report/report.ts';
import { text } from '../../src/report/text.ts';

/** What a report makes of code that wants to read what is not its own. */

let folder: string;
let code: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'driftcheck-report-')));
  code = join(folder, 'code');
  write({ 'code/.git/HEAD': 'ref: refs/heads/main\n' });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

const group = { GroupId: 'sg-1', GroupName: 'a', VpcId: 'vpc-1', Description: 'a', OwnerId: '123456789012' };
const snapshot = JSON.stringify({
  format: 'driftcheck-snapshot',
  schemaVersion: 1,
  salt: 'x',
  account: '123456789012',
  region: 'us-east-1',
  reads: [
    { action: 'ec2:DescribeSecurityGroups', key: { 'group-name': 'a', 'vpc-id': 'vpc-1' }, result: [group] },
    { action: 'ec2:DescribeSecurityGroupRules', key: { 'group-id': 'sg-1' }, result: [] },
  ],
});

const sound = 'resource "aws_security_group" "a" {\n  name = "a"\n  vpc_id = "vpc-1"\n  description = "a"\n}\n';

function report(main: string, allowOutside: readonly string[] = []): Promise<Report> {
  write({ 'code/main.tf': main });
  return check({ directory: code, environment: {}, allowOutside, aws: replaySnapshot(snapshot, 'live.json') });
}

const gaps = ({ gaps: all }: Report) =>
  all.map(({ code: gap, scope, reason }) => [gap, scope, reason.kind, reason.source]);

it('leaves one value undecided for the file of a function', async () => {
  write({ 'id.pub': 'a' });
  const main = sound.replace('description = "a"', `description = file("${folder}/id.pub")`);
  const found = await report(main);
  expect(gaps(found)).toEqual([['value-unknown', 'leaf', 'outside', join(folder, 'id.pub')]]);
  expect(found.summary.exitCode).toBe(0);
  const permitted = await report(main, [folder]);
  expect([permitted.gaps, permitted.summary.exitCode]).toEqual([[], 0]);
  const shown = text(found, { width: 1000, color: false });
  expect(shown).toContain(join(folder, 'id.pub'));
  expect(shown).toContain(`--allow-outside ${folder}`);
});

it('costs one value where a key is read from the home directory', async () => {
  const main = sound.replace('description = "a"', 'description = file(pathexpand("~/.ssh/no-such-key.pub"))');
  const found = await report(main);
  expect(gaps(found)).toEqual([
    ['value-unknown', 'leaf', 'outside', expect.stringMatching(/\.ssh\/no-such-key\.pub$/)],
  ]);
  expect(found.summary.exitCode).toBe(0);
});

it('is incomplete for a module that lies elsewhere', async () => {
  write({ 'other/main.tf': '' });
  const main = `${sound}module "m" {\n  source = "../other"\n}\n`;
  const found = await report(main);
  expect(gaps(found)).toEqual([['module-missing', 'module', 'outside', join(folder, 'other')]]);
  expect(found.summary.exitCode).toBe(3);
  expect(text(found, { width: 1000, color: false })).toContain(`--allow-outside ${join(folder, 'other')}`);
  expect((await report(main, [join(folder, 'other')])).summary.exitCode).toBe(0);
});

it('is incomplete for a state that lies elsewhere', async () => {
  const state = { version: 4, serial: 1, lineage: 'x', outputs: { d: { value: 'a', type: 'string' } }, resources: [] };
  write({ 'other/net.tfstate': JSON.stringify(state) });
  const data = `data "terraform_remote_state" "n" {\n  backend = "local"\n  config = { path = "${folder}/other/net.tfstate" }\n}\n`;
  const main = `${data}${sound.replace('description = "a"', 'description = data.terraform_remote_state.n.outputs.d')}`;
  const found = await report(main);
  expect(gaps(found)).toMatchObject([['value-unknown', 'resource', expect.anything(), expect.anything()]]);
  expect(JSON.stringify(found.gaps)).toContain(join(folder, 'other/net.tfstate'));
  expect(found.summary.exitCode).toBe(3);
  expect((await report(main, [join(folder, 'other')])).summary.exitCode).toBe(0);
});
