import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as autoscaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecr from '@aws-sdk/client-ecr';
import * as ecs from '@aws-sdk/client-ecs';
import * as iam from '@aws-sdk/client-iam';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ActionNotAllowedError, createClients, requireAllowed } from '../../src/aws/clients.ts';
import type { AnyReadDefinition } from '../../src/aws/read.ts';
import { reads } from '../../src/aws/reads/index.ts';
import { serviceOf, services } from '../../src/aws/services.ts';
import { isolate, region, restore, serveEcs, serveJson, serveQuery } from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

const sdks = [
  ['ecs', ecs],
  ['ec2', ec2],
  ['sts', sts],
  ['ssm', ssm],
  ['secretsmanager', secretsmanager],
  ['ecr', ecr],
  ['iam', iam],
  ['application-autoscaling', autoscaling],
  ['cloudtrail', cloudtrail],
] as const;
const folder = join(import.meta.dirname, '../../src/aws/reads');
const names = reads.map(({ action }) => action.slice(action.indexOf(':') + 1));

function isDefinition(value: unknown): value is AnyReadDefinition {
  return typeof value === 'object' && value !== null && 'action' in value && 'answer' in value;
}

describe('the list', () => {
  it('holds only actions that read, and none that reads the value of a secret', () => {
    for (const name of names) expect(name).toMatch(/^(Describe|List|Lookup|Get|BatchGet)[A-Z]/);
    const readsSecret =
      /^(GetSecretValue|BatchGetSecretValue|GetParameter|GetParameters|GetParametersByPath|GetParameterHistory|GetSessionToken|GetFederationToken)$/;
    expect(names.filter((name) => readsSecret.test(name))).toEqual([]);
  });

  it('says why each action is called, and names each once', () => {
    expect(reads.every(({ why }) => why.length > 10)).toBe(true);
    expect(new Set(reads.map(({ action }) => action)).size).toBe(reads.length);
  });

  it('has every definition that there is', async () => {
    const files = readdirSync(folder).filter((file) => file !== 'index.ts');
    const modules = await Promise.all(files.map((file): Promise<object> => import(join(folder, file))));
    const definitions = modules.flatMap((module) => Object.values(module)).filter(isDefinition);
    expect(new Set(definitions)).toEqual(new Set(reads));
  });

  it('has each in a file of its name', () => {
    for (const { action } of reads) {
      const file = action.replace(':', '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      expect(readFileSync(join(folder, `${file}.ts`), 'utf8')).toContain(`action: '${action}'`);
    }
  });

  it('is held against every service', () => {
    expect(sdks.map(([service]) => service).toSorted()).toEqual(Object.keys(services).toSorted());
  });

  it.each(sdks)('lets through no other command of %s', (service, sdk) => {
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
      reads
        .filter(({ action }) => serviceOf(action) === service)
        .map(({ action }) => `${action.slice(action.indexOf(':') + 1)}Command`)
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
      clients.open('ecs', region).then(({ client }) => client),
      clients.open('ec2', region).then(({ client }) => client),
      clients.open('sts', region).then(({ client }) => client),
      clients.open('ssm', region).then(({ client }) => client),
      clients.open('secretsmanager', region).then(({ client }) => client),
      clients.open('ecr', region).then(({ client }) => client),
      clients.open('iam', region).then(({ client }) => client),
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
