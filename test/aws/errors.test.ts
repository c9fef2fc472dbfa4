import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsProblemOf } from '../../src/aws/errors.ts';
import { ReadingEnded } from '../../src/aws/reading-ended.ts';
import type { AwsProblem } from '../../src/model/report/aws-problem.ts';
import { deadline } from './deadline.ts';
import {
  type Answer,
  ec2Error,
  ecsError,
  ecsService,
  identityXml,
  isolate,
  quickReader,
  region,
  restore,
  serveEcs,
  serveQuery,
} from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

async function ecsProblem(aws = quickReader()): Promise<AwsProblem | string> {
  const read = await aws.read('ecs:DescribeServices', { cluster: 'one', service: 'a' });
  return read.status === 'unreadable' ? read.problem : read.status;
}

async function ec2Problem(aws = quickReader()): Promise<AwsProblem | string> {
  const read = await aws.read('ec2:DescribeSecurityGroups', { 'group-id': 'sg-1' });
  return read.status === 'unreadable' ? read.problem : read.status;
}

const html: Answer = {
  body: '<html><body>Internal Server Error: planted-body</body></html>',
  headers: { 'content-type': 'text/html' },
};

describe('what AWS answers', () => {
  const ecs: readonly [string, Answer, AwsProblem['kind'], number][] = [
    ['AccessDeniedException', ecsError('AccessDeniedException', 'm'), 'denied', 1],
    ['AccessDeniedException', ecsError('AccessDeniedException', 'm', 403), 'denied', 1],
    ['ExpiredTokenException', ecsError('ExpiredTokenException', 'm'), 'expired', 1],
    ['UnrecognizedClientException', ecsError('UnrecognizedClientException', 'm'), 'no-credentials', 1],
    ['InvalidSignatureException', ecsError('InvalidSignatureException', 'm'), 'no-credentials', 1],
    ['ThrottlingException', ecsError('ThrottlingException', 'Rate exceeded'), 'throttled', 6],
    ['ServerException', ecsError('ServerException', 'm', 500), 'server', 6],
    ['InvalidParameterException', ecsError('InvalidParameterException', 'm'), 'invalid-request', 1],
    ['ClientException', ecsError('com.amazonaws.ecs#ClientException', 'm'), 'invalid-request', 1],
    ['UnknownOperationException', ecsError('UnknownOperationException', 'm'), 'not-implemented', 1],
    ['SomethingNew', ecsError('SomethingNew', 'm', 418), 'invalid-request', 1],
  ];
  it.each(ecs)('ECS %s', async (code, answer, kind, attempts) => {
    const requests = serveEcs(() => answer);
    expect(await ecsProblem()).toMatchObject({ kind, code, action: 'ecs:DescribeServices', region });
    expect(requests).toHaveLength(attempts);
  });

  const ec2: readonly [string, Answer, AwsProblem['kind'], number][] = [
    ['UnauthorizedOperation', ec2Error('UnauthorizedOperation', 'm', 403), 'denied', 1],
    ['OptInRequired', ec2Error('OptInRequired', 'm', 401), 'denied', 1],
    ['RequestExpired', ec2Error('RequestExpired', 'm'), 'expired', 1],
    ['AuthFailure', ec2Error('AuthFailure', 'm', 401), 'no-credentials', 1],
    ['RequestLimitExceeded', ec2Error('RequestLimitExceeded', 'm', 503), 'throttled', 6],
    ['Unavailable', ec2Error('Unavailable', 'm', 503), 'server', 6],
    ['InternalError', ec2Error('InternalError', 'm', 500), 'server', 6],
    ['InvalidParameterValue', ec2Error('InvalidParameterValue', 'm'), 'invalid-request', 1],
    ['InvalidAction', ec2Error('InvalidAction', 'm'), 'not-implemented', 1],
  ];
  it.each(ec2)('EC2 %s', async (code, answer, kind, attempts) => {
    const requests = serveQuery('ec2', () => answer);
    expect(await ec2Problem()).toMatchObject({ kind, code, action: 'ec2:DescribeSecurityGroups', region });
    expect(requests).toHaveLength(attempts);
  });

  it.each([
    [500, 'not-implemented'],
    [501, 'not-implemented'],
    [502, 'server'],
    [503, 'server'],
    [200, 'unexpected-answer'],
  ])('HTML with status %d, without quoting it', async (status, kind) => {
    serveEcs(() => ({ ...html, status }));
    serveQuery('ec2', () => ({ ...html, status }));
    for (const problem of [await ecsProblem(), await ec2Problem()]) {
      expect(problem).toMatchObject({ kind });
      expect(JSON.stringify(problem)).not.toContain('planted-body');
    }
  });

  it('keeps the others when one of several groups is refused', async () => {
    serveQuery('ec2', () => ec2Error('UnauthorizedOperation', 'm', 403));
    const aws = quickReader();
    const reads = await Promise.all(
      ['sg-1', 'sg-2'].map((id) => aws.read('ec2:DescribeSecurityGroupRules', { 'group-id': id })),
    );
    expect(reads.map((read) => read.status)).toEqual(['unreadable', 'unreadable']);
    expect(aws.calls()).toBe(3);
  });

  it('succeeds when throttling ends', async () => {
    let left = 4;
    const requests = serveEcs(() => {
      left -= 1;
      return left >= 0
        ? ecsError('ThrottlingException', 'Rate exceeded')
        : { body: { services: [ecsService('one', 'a')], failures: [] } };
    });
    const aws = quickReader();
    expect(await ecsProblem(aws)).toBe('found');
    expect(requests).toHaveLength(5);
    expect(aws.calls()).toBe(1);
  });
});

describe('messages', () => {
  it('lose what looks secret and the encoded authorization details', async () => {
    const blob = 'Zm9vYmFy'.repeat(30);
    const token = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
    serveQuery('ec2', () =>
      ec2Error(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation with ${token}. Encoded authorization failure message: ${blob}`,
        403,
      ),
    );
    const problem = await ec2Problem();
    expect(JSON.stringify(problem)).not.toContain(blob);
    expect(JSON.stringify(problem)).not.toContain(token);
    expect(problem).toMatchObject({
      message: 'You are not authorized to perform this operation with [secret].',
    });
  });

  it('keep the ARNs and the action that an access denial names', async () => {
    const message =
      'User: arn:aws:sts::123456789012:assumed-role/ci-read/GitHubActions is not authorized to perform: ' +
      'ecs:DescribeServices on resource: arn:aws:ecs:us-east-1:123456789012:service/one/a because no identity-based policy allows it';
    serveEcs(() => ecsError('AccessDeniedException', message));
    expect(await ecsProblem()).toMatchObject({ message });
  });
});

describe('what does not reach AWS', () => {
  it('no credentials anywhere', async () => {
    isolate({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    expect(await ecsProblem()).toMatchObject({ kind: 'no-credentials', code: 'CredentialsProviderError' });
  });

  it('a profile that does not exist', async () => {
    expect(await ecsProblem(quickReader({ profile: 'nobody' }))).toMatchObject({ kind: 'no-credentials' });
  });

  it.each([
    ['ECONNREFUSED', 'network'],
    ['ECONNRESET', 'network'],
    ['EAI_AGAIN', 'network'],
    ['CERT_HAS_EXPIRED', 'network'],
    ['ETIMEDOUT', 'timeout'],
  ])('%s', async (code, kind) => {
    nock(`https://ecs.${region}.amazonaws.com`)
      .persist()
      .post('/')
      .replyWithError(Object.assign(new Error('m'), { code }));
    expect(await ecsProblem()).toMatchObject({ kind, code });
  });

  it.each([
    ['us-nowhere-1', 'unknown-region'],
    ['eu-west-1', 'network'],
  ])('a name that DNS does not know, in %s', async (where, kind) => {
    const host = `ecs.${where}.amazonaws.com`;
    nock(`https://${host}`)
      .persist()
      .post('/')
      .replyWithError(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', hostname: host }));
    expect(await ecsProblem(quickReader({ region: where }))).toMatchObject({ kind, code: 'ENOTFOUND', region: where });
  });

  it('a region that is no host name', async () => {
    expect(await ecsProblem(quickReader({ region: 'us east' }))).toMatchObject({ kind: 'unknown-region' });
  });

  it('no region at all', async () => {
    isolate({ AWS_REGION: undefined });
    const aws = quickReader();
    expect(await aws.defaultRegion()).toBeUndefined();
    expect(await ecsProblem(aws)).toEqual({ kind: 'unknown-region', action: 'ecs:DescribeServices' });
    expect(aws.calls()).toBe(0);
  });

  it('an answer that does not come', async () => {
    nock(`https://sts.${region}.amazonaws.com`).persist().post('/').delay(5000).reply(200, identityXml().body);
    const read = await quickReader({ requestTimeout: 20 }).read('sts:GetCallerIdentity', {});
    expect(read).toMatchObject({ status: 'unreadable', problem: { kind: 'timeout', action: 'sts:GetCallerIdentity' } });
  });

  it('the time limit of the run', async () => {
    nock(`https://ecs.${region}.amazonaws.com`).persist().post('/').delay(5000).reply(200, {});
    const aws = quickReader({ signal: deadline(20) });
    expect(await ecsProblem(aws)).toMatchObject({ kind: 'timeout', code: 'TimeLimit' });
    expect(await ec2Problem(aws)).toMatchObject({ kind: 'timeout', code: 'TimeLimit' });
  });

  it('the end of a run by somebody: what was read stays, the rest is unreadable', async () => {
    serveQuery('sts', () => identityXml());
    nock(`https://ecs.${region}.amazonaws.com`).persist().post('/').delay(5000).reply(200, {});
    const controller = new AbortController();
    const aws = quickReader({ signal: controller.signal });
    const identity = await aws.read('sts:GetCallerIdentity', {});
    const underWay = ecsProblem(aws);
    setTimeout(() => controller.abort(new ReadingEnded('interruption')), 20);
    expect(await underWay).toEqual({ kind: 'interrupted', action: 'ecs:DescribeServices', region });
    expect(await ec2Problem(aws)).toEqual({ kind: 'interrupted', action: 'ec2:DescribeSecurityGroups', region });
    expect(identity.status).toBe('found');
    expect(await aws.read('sts:GetCallerIdentity', {})).toEqual(identity);
    expect(aws.calls()).toBe(2);
  });

  it('an abort rejects what is under way and what comes later', async () => {
    nock(`https://ecs.${region}.amazonaws.com`).persist().post('/').delay(5000).reply(200, {});
    const controller = new AbortController();
    const aws = quickReader({ signal: controller.signal });
    const reason = new Error('interrupted');
    const underWay = ecsProblem(aws);
    setTimeout(() => controller.abort(reason), 20);
    await expect(underWay).rejects.toBe(reason);
    await expect(ec2Problem(aws)).rejects.toBe(reason);
  });
});

describe('errors that a test cannot provoke at the edge', () => {
  const problem = (error: unknown) => awsProblemOf(error, 'ecs:DescribeServices', region);

  it('an SSO session that has expired', () => {
    const error = Object.assign(new Error('The SSO session associated with this profile has expired.'), {
      name: 'CredentialsProviderError',
    });
    expect(problem(error).kind).toBe('expired');
  });

  it('several addresses that all refuse', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(problem(new AggregateError([refused, refused]))).toMatchObject({ kind: 'network', code: 'ECONNREFUSED' });
  });

  it.each([undefined, null, 'text', 7, {}, new Error('odd')])('%s', (error) => {
    expect(problem(error)).toEqual({ kind: 'unexpected-answer', action: 'ecs:DescribeServices', region });
  });

  it('a status that only the metadata has', () => {
    expect(problem({ name: 'X', message: '', $metadata: { httpStatusCode: 429 } }).kind).toBe('throttled');
    expect(problem({ name: 'X', message: '', $metadata: { httpStatusCode: 401 } }).kind).toBe('denied');
  });
});
