import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { check } from '../../src/check/check.ts';
import { quickReader } from '../aws/wire.ts';
import { revoke } from './groups.ts';
import { createServiceStack, type ServiceStackOptions } from './service-stack.ts';
import { serve } from './start.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function write(files: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-stack-'));
  folders.push(folder);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const checked = (directory: string) => check({ directory, environment: {}, aws: quickReader() });

describe('a stack of services', () => {
  it.each<ServiceStackOptions>([
    { services: 1 },
    { services: 12 },
    { services: 3, tasks: 1, groups: 5, rules: 16 },
    { services: 2, sources: true },
  ])('is as declared: %o', async (options) => {
    const { files, world } = createServiceStack(options);
    await serve(world);
    const report = await checked(write(files));
    expect(report.findings).toEqual([]);
    expect(report.gaps).toEqual([]);
    expect(report.summary.outcome).toBe('in-sync');
    const { services, groups = 3, rules = 10 } = options;
    expect(world.securityGroupRules).toHaveLength(services * groups * rules);
  });

  it('of which a rule is missing is not', async () => {
    const { files, world } = createServiceStack({ services: 2 });
    await serve(revoke(world, world.securityGroupRules[7]?.SecurityGroupRuleId ?? ''));
    const report = await checked(write(files));
    expect(report.findings.map(({ rule }) => rule)).toEqual(['sg/rule-missing']);
  });
});
