import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Read } from '../../src/aws/read.ts';
import { type RecordedRead, reads } from '../../src/aws/reads/index.ts';
import { createSealer, recordMembers, type Sealer, standingOf } from '../../src/aws/seal.ts';
import { recordSnapshot, replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { noRedaction, withRedaction } from '../../src/model/secret/redaction.ts';
import { Secret } from '../../src/model/secret/secret.ts';
import { type Example, examples, type TextPath } from './every-member.ts';

const isGlobal: ReadonlySet<string> = new Set(reads.flatMap((one) => ('isGlobal' in one ? [one.action] : [])));

/** Put together here, so that nothing finds it in the code. */
const token = `${'gh'}p_${'a1B2c3D4e5F6'.repeat(3)}`;
const random = token.slice(4);

interface Sealed {
  readonly sealer: Sealer;
  readonly value: unknown;
  readonly recorded: RecordedRead;
}

/** One of many that have nothing in common but their form. */
function tokenOf(index: number): string {
  const digits = createHash('sha256')
    .update(`planted ${index}`)
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, 'x');
  return `${'gh'}p_${digits.slice(0, 36)}`;
}

function seal(
  example: Pick<Example, 'action' | 'key'>,
  answer: unknown,
  sealer = createSealer(),
  region = 'us-east-1',
): Sealed {
  const { read, withheld } = sealer.seal<unknown>(example.key, { status: 'found', value: answer });
  if (read.status !== 'found') throw new Error('an answer stays one');
  const recorded = {
    action: example.action,
    region,
    key: example.key,
    read,
    ...(withheld && { withheld }),
  };
  // An example has everything that AWS's model has.
  return { sealer, value: read.value, recorded: recorded as unknown as RecordedRead };
}

const snapshotOf = (reads: readonly RecordedRead[], options = {}) =>
  recordSnapshot({ recorded: () => reads, defaultRegion: async () => 'us-east-1' }, { salt: 'a salt', ...options });

function at(value: unknown, path: TextPath): unknown {
  return path.reduce<unknown>(
    (inside, step) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, step) : undefined),
    value,
  );
}

/** The shape of an answer: every text, sealed or not, as one. */
function shape(value: unknown): unknown {
  if (typeof value === 'string' || value instanceof Secret) return 'text';
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shape);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shape(member)]));
}

describe.each(examples)('an answer of $action', (example) => {
  it('keeps its shape, and what is not secret', () => {
    const answer = example.answer();
    const { value, recorded, sealer } = seal(example, answer);
    expect(value).toEqual(answer);
    expect(recorded.withheld).toBeUndefined();
    expect([...sealer.secretTexts()]).toEqual([]);
  });

  it('is known to hold free names wherever the model has a map', () => {
    for (const path of example.maps) expect(recordMembers).toContain(String(path.at(-1)));
  });

  it('hides a secret in whichever member it stands', async () => {
    expect(example.paths.length).toBeGreaterThan(0);
    const sealer = createSealer();
    // Each secret is another one, and each answer is of another region, so that one snapshot has them all.
    const all = example.paths.map((path, index) => {
      const planted = tokenOf(index);
      const answer = example.answer(path, planted);
      const { value, recorded } = seal(example, answer, sealer, `region-${index}`);
      return { path, planted, answer, value, recorded, where: path.join('.') };
    });
    for (const { path, planted, answer, value, recorded, where } of all) {
      expect(shape(value), where).toEqual(shape(answer));
      // Sealing what is sealed changes nothing.
      expect(sameTexts(value, seal(example, value, sealer).value), where).toBe(true);
      expect(sealer.secretTexts().has(planted), where).toBe(true);
      const there = at(value, path);
      if (there === planted) {
        // Things are found by it: it stays, is told, and is not written down.
        expect(recorded.withheld, where).toBe(true);
      } else if (typeof there === 'string') {
        expect(standingOf(String(path.at(-1))), where).toBe('message');
        expect(there, where).toBe('[secret]');
      } else {
        expect(there, where).toBeInstanceOf(Secret);
        expect(JSON.stringify(value), where).not.toContain(planted);
      }
    }
    const text = await snapshotOf(all.map(({ recorded }) => recorded));
    for (const { planted, where } of all) expect(text, where).not.toContain(planted.slice(4, 12));
    const replay = replaySnapshot(text, 'live.json');
    for (const { value, recorded, where } of all) {
      const read: Read<unknown> = await replay.read(example.action, example.key, recorded.region);
      // What is the same in every region is found in another, too.
      if (isGlobal.has(example.action)) continue;
      if (recorded.withheld === true) expect(read.status, where).toBe('unreadable');
      else expect(read.status === 'found' && sameTexts(value, read.value), where).toBe(true);
    }
  }, 30_000);
});

/** Whether two answers are the same, secrets by what they hold. */
function sameTexts(a: unknown, b: unknown): boolean {
  if (a instanceof Secret && b instanceof Secret) return a.equals(b) === true;
  // Not every date is one again: only those that something is made of.
  if (a instanceof Date) return a.toISOString() === (b instanceof Date ? b.toISOString() : b);
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b;
  if (a instanceof Secret || b instanceof Secret) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => sameTexts(Reflect.get(a, name), Reflect.get(b, name)));
}

describe('the name that judges a text', () => {
  const secret = 'horse-battery';
  const sealed = (answer: unknown) => {
    const { read } = createSealer().seal<unknown>({}, { status: 'found', value: answer });
    return read.status === 'found' ? read.value : undefined;
  };

  it.each<[string, (name: string) => unknown, (name: string) => TextPath]>([
    [
      'stands beside a value',
      (name) => ({ environment: [{ name: `DB_${name}`, value: secret }] }),
      () => ['environment', 0, 'value'],
    ],
    ['stands beside a tag', (name) => ({ tags: [{ key: `api_${name}`, value: secret }] }), () => ['tags', 0, 'value']],
    [
      'stands beside a tag of EC2',
      (name) => ({ Tags: [{ Key: `api_${name}`, Value: secret }] }),
      () => ['Tags', 0, 'Value'],
    ],
    [
      'stands beside a setting of the kernel',
      (name) => ({ systemControls: [{ namespace: `app.${name}`, value: secret }] }),
      () => ['systemControls', 0, 'value'],
    ],
    [
      'stands above a value',
      (name) => ({ header: { name: `X-${name}`, value: { exact: secret } } }),
      () => ['header', 'value', 'exact'],
    ],
    [
      'is the key of an option',
      (name) => ({ options: { [`splunk-${name}`]: secret } }),
      (name) => ['options', `splunk-${name}`],
    ],
    ['is a flag', (name) => ({ command: ['serve', `--${name}`, secret] }), () => ['command', 2]],
    [
      'is the member itself, also one that nobody knows',
      (name) => ({ inner: { [`admin_${name}`]: secret } }),
      (name) => ['inner', `admin_${name}`],
    ],
    ['is that of a list', (name) => ({ [`shared_${name}`]: [secret] }), (name) => [`shared_${name}`, 0]],
  ])('%s', (_, answerOf, pathOf) => {
    expect(at(sealed(answerOf('password')), pathOf('password'))).toBeInstanceOf(Secret);
    expect(at(sealed(answerOf('colour')), pathOf('colour'))).toBe(secret);
  });

  it('may be one that the configuration allows, but not where the value itself looks secret', async () => {
    const answer = (value: string) => ({ environment: [{ name: 'DB_PASSWORD', value }] });
    const path = ['environment', 0, 'value'];
    const redaction = { ...noRedaction, allow: new Set(['DB_PASSWORD']) };
    const all = await withRedaction(redaction, () => [secret, token].map((value) => at(sealed(answer(value)), path)));
    expect(all).toEqual([secret, expect.any(Secret)]);
    expect(at(sealed(answer(secret)), path)).toBeInstanceOf(Secret);
  });

  it('may be one that the configuration calls secret, but not the name of a member of AWS', async () => {
    const answer = {
      environment: [{ name: 'ACME_PORT', value: '8080' }],
      dockerLabels: { acme_port: '8080', port: '8080' },
      tags: [{ key: 'Acme_Port', value: '8080' }],
      status: 'ACTIVE',
    };
    const redaction = { ...noRedaction, also: ['acme_*', 'status'] };
    const read = await withRedaction(redaction, () => sealed(answer));
    expect(read).toEqual({
      environment: [{ name: 'ACME_PORT', value: expect.any(Secret) }],
      dockerLabels: { acme_port: expect.any(Secret), port: '8080' },
      tags: [{ key: 'Acme_Port', value: expect.any(Secret) }],
      status: 'ACTIVE',
    });
  });

  it('is no member where users give the names', () => {
    const answer = { dockerLabels: { name: token, arn: token, message: `it is ${token}` } };
    for (const name of Object.keys(answer.dockerLabels)) {
      expect(at(sealed(answer), ['dockerLabels', name]), name).toBeInstanceOf(Secret);
    }
  });
});

describe('a name that looks secret', () => {
  it('is told, and told apart from those that CloudFormation makes', () => {
    const sealer = createSealer();
    expect(sealer.isSecretName('shop-ApiService2D5C1A88-x8Zk2QpLmN4R')).toBe(false);
    // What CloudFormation makes has no other signs.
    const drawn = ['rY6?]+>14J!n', ':]PSO[vX4SU[=hQ(M@*Z'].join('');
    expect(sealer.isSecretName(drawn)).toBe(true);
    expect(sealer.isSecretName(`shop-${token}`)).toBe(true);
    expect([...sealer.secretTexts()].join(' ')).toContain(random);
  });

  it('is told also where it is a key of a record or what was asked by', async () => {
    const example = examples.find(({ action }) => action === 'ecs:DescribeTaskDefinition');
    if (example === undefined) throw new Error('no example');
    const labelled = seal(example, { containerDefinitions: [{ dockerLabels: { [token]: 'x' } }] });
    expect(labelled.recorded.withheld).toBe(true);
    const asked = seal({ ...example, key: { taskDefinition: token } }, {});
    expect(asked.recorded.withheld).toBe(true);
    const withheld: string[] = [];
    const text = await snapshotOf([labelled.recorded, asked.recorded], {
      onWithheld: ({ action }: RecordedRead) => withheld.push(action),
    });
    expect(text).not.toContain(random);
    expect(withheld).toEqual(['ecs:DescribeTaskDefinition', 'ecs:DescribeTaskDefinition']);
  });
});

describe('what AWS says instead of an answer', () => {
  it('holds no secret in its words, its code or the member it names', () => {
    const problem = {
      kind: 'denied',
      action: 'ecs:DescribeTasks',
      code: token,
      message: `not with ${token}`,
      member: token,
    } as const;
    const sealer = createSealer();
    const { read } = sealer.seal({}, { status: 'unreadable', problem });
    expect(JSON.stringify(read)).not.toContain(random);
    expect(sealer.secretTexts().has(token)).toBe(true);
  });

  it('nor does the fault of a snapshot that cannot be read, in names of the file', () => {
    const fault = (read: object): string => {
      const text = JSON.stringify({ format: 'driftcheck-snapshot', schemaVersion: 1, salt: 's', reads: [read] });
      try {
        replaySnapshot(text, 'live.json');
      } catch (error) {
        return error instanceof ProblemError ? JSON.stringify(error.problem) : '';
      }
      return '';
    };
    const key = { taskDefinition: 'api' };
    const action = 'ecs:DescribeTaskDefinition';
    const labelled = fault({ action, key, result: { containerDefinitions: [{ dockerLabels: { [token]: 1 } }] } });
    expect(labelled).toContain('dockerLabels');
    expect(labelled).not.toContain(random);
    const further = fault({ action, key, absent: true, [token]: 1 });
    expect(further).toContain('reads[0]');
    expect(further).not.toContain(random);
  });

  it('nor in the problem of a snapshot that somebody wrote', async () => {
    const text = JSON.stringify({
      format: 'driftcheck-snapshot',
      schemaVersion: 1,
      salt: 's',
      region: 'us-east-1',
      reads: [
        {
          action: 'ecs:ListServices',
          key: { cluster: 'main' },
          problem: { kind: 'denied', code: token, message: `no ${token}` },
        },
      ],
    });
    const aws = replaySnapshot(text, 'live.json');
    expect(JSON.stringify(await aws.read('ecs:ListServices', { cluster: 'main' }))).not.toContain(random);
  });
});
