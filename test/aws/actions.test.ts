import * as ec2 from '@aws-sdk/client-ec2';
import * as ecr from '@aws-sdk/client-ecr';
import * as ecs from '@aws-sdk/client-ecs';
import * as iam from '@aws-sdk/client-iam';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ActionNotAllowedError, allowedActions, requireAllowed } from '../../src/aws/actions.ts';
import { createClients } from '../../src/aws/clients.ts';
import { isolate, region, restore, serveEcs, serveJson, serveQuery } from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

describe('the list', () => {
  it('holds only actions that read, and none that reads the value of a secret', () => {
    for (const { action } of allowedActions) expect(action).toMatch(/^(Describe|List|Get|BatchGet)[A-Z]/);
    const readsSecret =
      /^(GetSecretValue|BatchGetSecretValue|GetParameter|GetParameters|GetParametersByPath|GetParameterHistory|GetSessionToken|GetFederationToken)$/;
    expect(allowedActions.filter(({ action }) => readsSecret.test(action))).toEqual([]);
  });

  it('says why each action is called, and names each once', () => {
    expect(allowedActions.every(({ why }) => why.length > 10)).toBe(true);
    const names = allowedActions.map(({ service, action }) => `${service}:${action}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    ['ecs', ecs],
    ['ec2', ec2],
    ['sts', sts],
    ['ssm', ssm],
    ['secretsmanager', secretsmanager],
    ['ecr', ecr],
    ['iam', iam],
  ] as const)('lets through no other command of %s', (service, sdk) => {
    const commands = Object.keys(sdk).filter((name) => /^[A-Z].*Command$/.test(name));
    const through = commands.filter((command) => {
      try {
        requireAllowed(service, command);
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(ActionNotAllowedError);
        return false;
      }
    });
    expect(commands.length).toBeGreaterThan(through.length);
    expect(through.toSorted()).toEqual(
      allowedActions
        .filter((allowed) => allowed.service === service)
        .map(({ action }) => `${action}Command`)
        .toSorted(),
    );
  });

  it('refuses a command without a name', () => {
    expect(() => requireAllowed('ecs', undefined)).toThrow(ActionNotAllowedError);
  });
});

describe('a client', () => {
  it('sends nothing for a command that is not on the list', async () => {
    const received = [
      serveEcs(() => ({ body: {} })),
      serveQuery('ec2', () => ({ body: '' })),
      serveQuery('sts', () => ({ body: '' })),
      serveJson(`ssm.${region}`, () => ({ body: {} })),
      serveJson(`secretsmanager.${region}`, () => ({ body: {} })),
    ];
    const clients = createClients();
    const [ecsClient, ec2Client, stsClient, ssmClient, secretsClient, ecrClient, iamClient] = await Promise.all([
      clients.ecs(region),
      clients.ec2(region),
      clients.sts(region),
      clients.ssm(region),
      clients.secretsManager(region),
      clients.ecr(region),
      clients.iam(region),
    ]);
    const attempts = [
      ecsClient.send(new ecs.UpdateServiceCommand({ service: 'a', desiredCount: 0 })),
      ecsClient.send(new ecs.RegisterTaskDefinitionCommand({ family: 'a', containerDefinitions: [] })),
      ecsClient.send(new ecs.ListClustersCommand({})),
      ec2Client.send(
        new ec2.RevokeSecurityGroupIngressCommand({ GroupId: 'sg-1', IpProtocol: '-1', CidrIp: '0.0.0.0/0' }),
      ),
      stsClient.send(new sts.AssumeRoleCommand({ RoleArn: 'r', RoleSessionName: 's' })),
      ssmClient.send(new ssm.GetParameterCommand({ Name: 'p', WithDecryption: true })),
      secretsClient.send(new secretsmanager.GetSecretValueCommand({ SecretId: 's' })),
      ecrClient.send(new ecr.GetAuthorizationTokenCommand({})),
      iamClient.send(new iam.CreateAccessKeyCommand({})),
    ];
    for (const outcome of await Promise.allSettled(attempts)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ActionNotAllowedError) });
    }
    expect(received.flat()).toEqual([]);
    expect(clients.calls()).toBe(0);
  });
});
