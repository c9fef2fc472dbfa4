import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures, type Job } from './job.ts';
import type { CommitOptions, History } from './repository.ts';

/** A job, and what comes of it. */
export interface Row extends Omit<Job, 'history'> {
  readonly name: string;
  readonly history: History;
  readonly verdict: 'in-sync' | 'drift' | 'incomplete' | 'not-checked' | 'error';
  readonly code: number;
  /** The comment, by the name of the file that has it; absent: there is none. */
  readonly comment?: string;
  /** What the log tells besides. */
  readonly log?: readonly RegExp[];
}

/** Long before any grace, and the same in each run, so that commits have the same names. */
const [monday, tuesday, wednesday] = ['2025-01-06T09:00:00Z', '2025-01-07T09:00:00Z', '2025-01-08T09:00:00Z'] as const;

/** Minutes before now. */
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** A part of a fixture as a commit. */
function part(fixture: string, name: string, at: string, files: CommitOptions['files'] = {}): CommitOptions {
  return { directory: join(fixtures, fixture, name), at, message: `${name} of ${fixture}`, files };
}

/** What was there before, so that a clone with a depth has a commit at which it ends. */
const first: CommitOptions = { files: { 'README.md': 'Our shop.\n' }, at: '2025-01-03T09:00:00Z', message: 'Begin' };

/** The base as the tip of `main`, and the change, where the fixture has one with the commit before its last. */
function plain(fixture: string, files: CommitOptions['files'] = {}): History {
  const earlier = existsSync(join(fixtures, fixture, 'earlier')) ? [part(fixture, 'earlier', tuesday, files)] : [];
  return {
    main: [first, part(fixture, 'base', monday, files)],
    topic: [...earlier, part(fixture, 'head', wednesday, files)],
  };
}

/** The same, with the base's last lines committed so many minutes ago. */
function merged(fixture: string, minutes: number): History {
  const text = readFileSync(join(fixtures, fixture, 'base/main.tf'), 'utf8');
  const before = text.replace('desired_count   = 3', 'desired_count   = 2');
  if (before === text) throw new Error(`${fixture} does not scale a service to 3`);
  return {
    main: [part(fixture, 'base', monday, { 'main.tf': before }), part(fixture, 'base', ago(minutes))],
    topic: [part(fixture, 'head', ago(minutes))],
  };
}

/** A policy that lets a pull request fail for all that drifts. */
const scopeAll = 'pr-scope: all\n';

type Result = Pick<Row, 'verdict' | 'code' | 'comment'>;
const inSync: Result = { verdict: 'in-sync', code: 0 };
const drift: Result = { verdict: 'drift', code: 2 };
const incomplete: Result = { verdict: 'incomplete', code: 3 };

/** A fixture as it is. */
export function ofFixture(
  fixture: string,
  result: Result,
  more: Partial<Row> & { files?: CommitOptions['files'] } = {},
): Row {
  const { files, ...row } = more;
  return { name: fixture, fixture, history: plain(fixture, files), ...result, ...row };
}

/** Lines that stand in `driftcheck.yaml` and take the drift of `drift-touched` out of the result. */
const lenient = `ignore:
  - rule: 'ecs/*'
    owner: the team
    reason: it may
    expires: 2999-01-01
`;

/** A comment on each change, also on one that nothing is wrong with. */
const always: Partial<Row> = { inputs: { comment: 'always' } };

/** The jobs of forks and of Dependabot: no secrets, and a token that reads. */
const withoutSecrets = { credentials: false, permissions: { contents: 'read', pull_requests: 'read' } } as const;

/** A module of a registry, which the base and the change call alike, and of which only the checkout has the code. */
function installedInHead(): Row {
  const fixture = 'module-source-changed';
  const calls = readFileSync(join(fixtures, fixture, 'base/main.tf'), 'utf8');
  const change = calls.replace('example.com/shop/worker:3', 'example.com/shop/worker:4');
  const [source = ''] = /registry\.[^"]+/.exec(calls) ?? [];
  if (change === calls || source === '') throw new Error(`${fixture} has no module of a registry, or no worker`);
  const module = { Key: 'api', Source: source, Version: '1.2.0', Dir: '.terraform/modules/api' };
  return {
    name: 'modules of a registry, installed in the head only',
    fixture,
    history: {
      main: [first, { files: { 'main.tf': calls }, at: monday, message: 'base' }],
      topic: [{ files: { 'main.tf': change }, at: wednesday, message: 'head' }],
    },
    installed: {
      '.terraform/modules/modules.json': JSON.stringify({ Modules: [{ Key: '', Source: '', Dir: '.' }, module] }),
      '.terraform/modules/api/main.tf': readFileSync(join(fixtures, fixture, 'head/modules/api/main.tf'), 'utf8'),
    },
    ...always,
    ...inSync,
    comment: 'installed-in-head-only',
  };
}

export const rows: readonly Row[] = [
  ofFixture('pending-change', { ...inSync, comment: 'pending-change' }, always),
  ofFixture('nothing-changed', inSync),
  {
    name: 'merged, inside the grace',
    fixture: 'merged-inside-grace',
    history: merged('merged-inside-grace', 2),
    ...always,
    ...inSync,
    comment: 'merged-inside-grace',
  },
  {
    name: 'merged, after the grace',
    fixture: 'merged-after-grace',
    history: merged('merged-after-grace', 40),
    ...drift,
    comment: 'merged-after-grace',
  },
  ofFixture('drift-touched', { ...drift, comment: 'drift-touched' }),
  ofFixture('drift-untouched', { ...inSync, comment: 'drift-untouched' }, always),
  ofFixture(
    'drift-untouched-all',
    { ...drift, comment: 'drift-untouched-all' },
    { files: { 'driftcheck.yaml': scopeAll } },
  ),
  ofFixture('adopts', { ...inSync, comment: 'adopts' }, always),
  ofFixture('applied-from-change', { ...inSync, comment: 'applied-from-change' }, always),
  ofFixture('collides', { ...drift, comment: 'collides' }),
  ofFixture('renamed-address', { ...inSync, comment: 'renamed-address' }, always),
  ofFixture('moved-block', { ...inSync, comment: 'moved-block' }, always),
  ofFixture('changed-family', { ...inSync, comment: 'changed-family' }, always),
  ofFixture('added', { ...inSync, comment: 'added' }, always),
  ofFixture('removed', { ...inSync, comment: 'removed' }, always),
  ofFixture('module-source-changed', { ...incomplete, comment: 'module-source-changed' }, always),
  ofFixture('base-unparsable', { ...incomplete, comment: 'base-unparsable' }, always),
  installedInHead(),
  ofFixture(
    'old-drift-shallow',
    { ...drift, comment: 'old-drift-shallow' },
    { depth: 2, files: { 'driftcheck.yaml': scopeAll }, log: [/fetch-depth: 0/] },
  ),
  ofFixture('merged-inside-grace', drift, {
    name: 'a push with depth 1: no grace',
    event: 'push',
    depth: 1,
    log: [/fetch-depth: 0/],
  }),
  ofFixture(
    'pending-change',
    { verdict: 'error', code: 1 },
    { name: 'a pull request with depth 1', depth: 1, log: [/fetch-depth/] },
  ),
  ofFixture('pending-change', inSync, { name: 'a merge queue', event: 'merge_group' }),
  ofFixture(
    'drift-touched',
    { ...drift, comment: 'pull-request-target' },
    {
      name: 'pull_request_target of a fork, with the base',
      event: 'pull_request_target',
      fork: true,
    },
  ),
  ofFixture(
    'drift-touched',
    { verdict: 'error', code: 1 },
    {
      name: 'pull_request_target of a fork, with its head',
      event: 'pull_request_target',
      fork: true,
      checkedOut: 'head',
      log: [/^::error.*pull_request_target/m],
    },
  ),
  ofFixture(
    'drift-touched',
    { verdict: 'not-checked', code: 0 },
    {
      name: 'a fork without credentials',
      fork: true,
      actor: 'mallory',
      ...withoutSecrets,
      log: [/^::notice/m],
    },
  ),
  ofFixture(
    'drift-touched',
    { verdict: 'not-checked', code: 0 },
    {
      name: 'Dependabot',
      actor: 'dependabot[bot]',
      ...withoutSecrets,
      log: [/^::notice/m],
    },
  ),
  ofFixture(
    'drift-touched',
    { verdict: 'error', code: 1 },
    {
      name: 'no credentials in the own repository',
      credentials: false,
      log: [/^::error/m],
    },
  ),
  ofFixture(
    'drift-touched',
    { ...drift, comment: 'policy-changed' },
    {
      name: 'the policy changed by the pull request',
      history: {
        main: [first, part('drift-touched', 'base', monday)],
        topic: [part('drift-touched', 'head', wednesday, { 'driftcheck.yaml': lenient })],
      },
    },
  ),
  ofFixture('drift-touched', drift, { name: 'no token', permissions: null, log: [/^::notice.*token/m] }),
  ofFixture('drift-touched', drift, {
    name: 'permissions contents read alone',
    permissions: { contents: 'read' },
    log: [/^::notice.*pull-requests: write/m],
  }),
  ofFixture('drift-touched', drift, { name: 'the API down', api: 'down', log: [/^::notice.*ECONNREFUSED/m] }),
  ofFixture(
    'drift-touched',
    { ...drift, comment: 'drift-touched' },
    {
      name: 'a secondary limit that passes',
      faults: [{ kind: 'secondary-limit', method: 'POST', seconds: 1, times: 1 }],
    },
  ),
  ofFixture('drift-touched', drift, {
    name: 'a rate limit that lasts',
    faults: [{ kind: 'rate-limit', seconds: 1800 }],
    log: [/^::notice.*rate limit/m],
  }),
  ofFixture('drift-touched', drift, { name: 'comment never', inputs: { comment: 'never' } }),
  ofFixture(
    'nothing-changed',
    { ...inSync, comment: 'nothing-changed' },
    {
      name: 'comment always',
      inputs: { comment: 'always' },
    },
  ),
];
