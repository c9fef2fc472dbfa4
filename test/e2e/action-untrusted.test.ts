import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deployed, withRedisRule } from '../aws-server/incident.ts';
import { type AwsServer, startAwsServer } from '../aws-server/server.ts';
import { commitAt, git, write } from '../git/sandbox.ts';
import { type Job, ownRepository, pullRequest, type Step, startJob } from './action.ts';

/** A pull request that wants to read what is not its own, or to choose what the credentials of the job are used for. */

const incident = join(import.meta.dirname, '../../fixtures/incident');
const day = '2026-09-20T08:00:00Z';
/** What stands in a file beside the workspace; ordinary words, that would be shown like any others. */
const content = 'words-of-another-file';

let aws: AwsServer;
/** What a change may want to have asked in the place of AWS. */
let elsewhere: AwsServer;
let job: Job;
beforeAll(async () => {
  aws = await startAwsServer(withRedisRule(deployed()));
  elsewhere = await startAwsServer(withRedisRule(deployed()));
});
afterAll(async () => {
  await aws.close();
  await elsewhere.close();
});
beforeEach(() => {
  job = startJob(aws.endpoint);
});
afterEach(() => job.end());

type Files = Readonly<Record<string, string>>;

/** Makes a pull request of the repository's own, and checks out the merge commit as a runner does. */
function propose(
  base: Files,
  change: (workspace: string) => void,
): { readonly base: string; readonly merge: string; readonly head: string } {
  const { workspace } = job;
  for (const name of ['main.tf', 'network.tf', 'variables.tf', 'terraform.tfvars', 'modules']) {
    cpSync(join(incident, name), join(workspace, name), { recursive: true });
  }
  git(workspace, 'init', '-q');
  const before = commitAt(day, workspace, base);
  change(workspace);
  const head = commitAt(day, workspace, {});
  git(workspace, 'checkout', '-q', '--detach', before);
  git(workspace, 'merge', '-q', '--no-ff', '-m', 'Merge', head);
  return { base: before, head, merge: git(workspace, 'rev-parse', 'HEAD').trim() };
}

async function check({ base, head, merge }: ReturnType<typeof propose>, environment: Files = {}): Promise<Step> {
  const payload = pullRequest({ sha: head, repository: ownRepository.id }, base);
  return job.step({ event: 'pull_request', payload, sha: merge, environment });
}

/** Everything that leaves the step. */
function told({ stdout, stderr, outputs, summary }: Step): string {
  const files = outputs['report']
    ? readdirSync(dirname(outputs['report'])).map((name) => join(dirname(outputs['report'] ?? ''), name))
    : [];
  return [stdout, stderr, JSON.stringify(outputs), summary, ...files.map((file) => readFileSync(file, 'utf8'))].join(
    '\n',
  );
}

/** A rule whose description is in AWS, and is declared as an expression. */
const described = (expression: string): string =>
  readFileSync(join(incident, 'network.tf'), 'utf8').replace('"Redis from the bastion"', expression);

const moduleOf = (text: string): Files => ({
  'module/main.tf': `variable "group" {}\nresource "aws_vpc_security_group_ingress_rule" "more" {\n  security_group_id = var.group\n  description = "${text}"\n  ip_protocol = "tcp"\n  from_port = 7687\n  to_port = 7687\n  cidr_ipv4 = "10.9.0.0/16"\n}\n`,
});

const call = (source: string): string =>
  `module "more" {\n  source = "${source}"\n  group  = aws_security_group.redis.id\n}\n`;

/** A change that reads at a path: `outside` lies beside the workspace, `own` in it. */
interface Reading {
  readonly change: (workspace: string, place: string) => void;
  /** What it costs: single values are not known (0), something is not decided (3), or the run cannot be made (1). */
  readonly code: number;
}

const readings: Readonly<Record<string, Reading>> = {
  'file()': {
    change: (at, place) => write(at, { 'network.tf': described(`trimspace(file("${place}/note.txt"))`) }),
    code: 0,
  },
  'templatefile()': {
    change: (at, place) => write(at, { 'network.tf': described(`trimspace(templatefile("${place}/note.txt", {}))`) }),
    code: 0,
  },
  'file() through a link': {
    change: (at, place) => {
      symlinkSync(`${place}/note.txt`, join(at, 'link.txt'));
      write(at, { 'network.tf': described('trimspace(file("link.txt"))') });
    },
    code: 0,
  },
  'file() through a linked directory': {
    change: (at, place) => {
      symlinkSync(place, join(at, 'link'));
      write(at, { 'network.tf': described('trimspace(file("link/note.txt"))') });
    },
    code: 0,
  },
  'a module path': {
    change: (at, place) => write(at, { 'more.tf': call(`${place.startsWith('/') ? '' : './'}${place}/module`) }),
    code: 3,
  },
  'a module path through a link': {
    change: (at, place) => {
      symlinkSync(place, join(at, 'link'));
      write(at, { 'more.tf': call('./link/module') });
    },
    code: 3,
  },
  'a list of installed modules': {
    change: (at, place) => {
      const entry = {
        Key: 'more',
        Source: 'registry.terraform.io/example/more/aws',
        Version: '1.0.0',
        Dir: `${place}/module`,
      };
      write(at, {
        '.terraform/modules/modules.json': JSON.stringify({ Modules: [{ Key: '', Source: '', Dir: '.' }, entry] }),
      });
      write(at, { 'more.tf': call('example/more/aws').replace('\n  group', '\n  version = "1.0.0"\n  group') });
    },
    code: 3,
  },
  'a .tf file that is a link': {
    change: (at, place) => {
      rmSync(join(at, 'network.tf'));
      symlinkSync(`${place}/network.tf`, join(at, 'network.tf'));
    },
    code: 1,
  },
  'a variable file that is a link': {
    change: (at, place) => {
      write(at, { 'network.tf': described('var.note'), 'note.tf': 'variable "note" {}\n' });
      rmSync(join(at, 'terraform.tfvars'));
      symlinkSync(`${place}/terraform.tfvars`, join(at, 'terraform.tfvars'));
    },
    code: 1,
  },
  'a workspace that is a link': {
    change: (at, place) => {
      write(at, { 'network.tf': described('terraform.workspace') });
      mkdirSync(join(at, '.terraform'));
      symlinkSync(`${place.startsWith('/') ? '' : '../'}${place}/note.txt`, join(at, '.terraform/environment'));
    },
    code: 1,
  },
};

/** What lies at a place that is read. */
function furnish(directory: string): void {
  const tfvars = readFileSync(join(incident, 'terraform.tfvars'), 'utf8');
  write(directory, {
    'note.txt': `${content}\n`,
    'network.tf': described(JSON.stringify(content)),
    ...moduleOf(content),
    'terraform.tfvars': `${tfvars}\nnote = ${JSON.stringify(content)}\n`,
  });
}

describe.each(Object.entries(readings))('%s', (_, { change, code }) => {
  it('shows nothing of a file outside of the workspace', async () => {
    const outside = join(job.folder, 'outside');
    furnish(outside);
    const step = await check(propose({}, (workspace) => change(workspace, outside)));
    expect(told(step)).not.toContain(content);
    expect([step.outputs['exit-code'], step.code]).toEqual([String(code), code]);
  });

  it('reads the same in the workspace', async () => {
    const step = await check(
      propose({}, (workspace) => {
        furnish(join(workspace, 'own'));
        change(workspace, 'own');
      }),
    );
    expect(told(step)).toContain(content);
  });
});

describe('a driftcheck.yaml of the change', () => {
  /** A program that AWS's libraries start for a profile, which leaves a mark. */
  function profiles(): Files {
    const program = join(job.folder, 'credentials.sh');
    const keys = { Version: 1, AccessKeyId: 'test', SecretAccessKey: 'test' };
    write(job.folder, { 'credentials.sh': `#!/bin/sh\ntouch ${job.folder}/asked\necho '${JSON.stringify(keys)}'\n` });
    write(job.folder, { 'aws.ini': `[profile other]\nregion = us-east-1\ncredential_process = ${program}\n` });
    chmodSync(program, 0o755);
    return { AWS_CONFIG_FILE: join(job.folder, 'aws.ini') };
  }
  const targets = (member: string): Files => ({
    'driftcheck.yaml': `targets:\n  - name: api\n    directory: .\n    ${member}\n`,
  });
  const policyOf = (step: Step) => step.report().policy?.source;

  it('does not choose a profile', async () => {
    const environment = profiles();
    const step = await check(
      propose(targets('region: us-east-1'), (at) => write(at, targets('profile: other'))),
      environment,
    );
    expect(policyOf(step)).toMatchObject({ from: 'revision', changed: true });
    expect([step.code, existsSync(join(job.folder, 'asked'))]).toEqual([0, false]);
  });

  it('gets the profile that the base chooses', async () => {
    const environment = profiles();
    const step = await check(
      propose(targets('profile: other'), (at) => write(at, targets('region: us-east-1'))),
      environment,
    );
    expect([step.code, existsSync(join(job.folder, 'asked'))]).toEqual([0, true]);
  });

  it('does not choose a role', async () => {
    const role = 'role: arn:aws:iam::999999999999:role/other';
    const step = await check(propose({}, (at) => write(at, targets(role))));
    expect(policyOf(step)).toMatchObject({ changed: true });
    expect([step.code, step.outputs['verdict']]).toEqual([0, 'in-sync']);
    // With the role of the base it does not get that far: nobody gives it out.
    const chosen = await check(propose(targets(role), () => {}));
    expect([chosen.code, chosen.stdout.includes('999999999999')]).toEqual([1, true]);
  });

  it('does not accept what differs, nor add targets', async () => {
    const accept = 'ignore:\n  - rule: sg/*\n    owner: me\n    reason: it may\n    expires: 2099-01-01\n';
    const step = await check(
      propose({ 'driftcheck.yaml': targets('region: us-east-1')['driftcheck.yaml'] ?? '' }, (at) =>
        write(at, { 'driftcheck.yaml': `${accept}targets:\n  - name: more\n    directory: more\n` }),
      ),
    );
    expect(policyOf(step)).toMatchObject({ changed: true });
    expect(step.report().targets.map(({ name }) => name)).toEqual(['api']);
  });

  it('is not even read when it is no configuration', async () => {
    const step = await check(
      propose({}, (at) => write(at, { 'driftcheck.yaml': `endpoint: ${elsewhere.endpoint}\n` })),
    );
    expect([step.code, step.outputs['verdict']]).toEqual([0, 'in-sync']);
  });
});

it('sends nothing where the code of a change would have it sent, and takes on no role of it', async () => {
  const provider = `provider "aws" {
  region  = "us-east-1"
  profile = "other"
  endpoints {
    ecs = "${elsewhere.endpoint}"
    ec2 = "${elsewhere.endpoint}"
    sts = "${elsewhere.endpoint}"
  }
  assume_role {
    role_arn = "arn:aws:iam::999999999999:role/other"
  }
}
`;
  const before = aws.calls().length;
  const step = await check(
    propose({}, (at) => {
      const main = readFileSync(join(at, 'main.tf'), 'utf8');
      write(at, { 'main.tf': main.replace(/provider "aws" \{(?:.|\n)*?\n\}\n/, provider) });
    }),
  );
  expect(elsewhere.calls()).toEqual([]);
  const asked = aws.calls().slice(before);
  expect(asked.map(({ action }) => action)).not.toContain('sts:AssumeRole');
  // What lives in another account is not looked for in this one.
  expect(step.code).not.toBe(0);
});

it('stops where the checkout does not have the base, and is not judged by the change', async () => {
  const proposal = propose({}, (at) => write(at, { 'note.txt': 'a change\n' }));
  const { merge } = proposal;
  const full = join(job.folder, 'full');
  cpSync(job.workspace, full, { recursive: true });
  rmSync(job.workspace, { recursive: true });
  git(full, 'branch', 'merge', merge);
  git(job.folder, 'clone', '-q', '--depth', '1', '--branch', 'merge', `file://${full}`, job.workspace);
  const shallow = await check(proposal);
  expect(shallow.stdout).toMatch(/^::error .*fetch-depth: 0/);
  expect([shallow.code, shallow.outputs['verdict']]).toEqual([1, 'error']);
  rmSync(job.workspace, { recursive: true });
  git(job.folder, 'clone', '-q', '--depth', '2', '--branch', 'merge', `file://${full}`, job.workspace);
  expect((await check(proposal)).outputs['verdict']).toBe('in-sync');
  rmSync(join(job.workspace, '.git'), { recursive: true });
  const without = await check(proposal);
  expect(without.stdout).toMatch(/^::error .*no repository/);
  expect(without.code).toBe(1);
});

it('computes with no environment of the job', async () => {
  const environment = { MARK: content, TF_DATA_DIR: undefined };
  const change = (at: string) => write(at, { 'network.tf': described('trimspace(file("/proc/self/environ"))') });
  const step = await check(propose({}, change), { MARK: environment.MARK });
  expect(told(step)).not.toContain(content);
  expect(step.code).toBe(0);
});
