import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as sts from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ActionNotAllowedError, allowedActions, requireAllowed } from '../../src/aws/actions.ts';
import { createClients } from '../../src/aws/clients.ts';
import { isolate, region, restore, serveEcs, serveQuery } from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

describe('the list', () => {
  it('holds only actions that read, and none that reads the value of a secret', () => {
    for (const { action } of allowedActions) expect(action).toMatch(/^(Describe|List|Get)[A-Z]/);
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
    ];
    const clients = createClients();
    const attempts = [
      (await clients.ecs(region)).send(new ecs.UpdateServiceCommand({ service: 'a', desiredCount: 0 })),
      (await clients.ecs(region)).send(
        new ecs.RegisterTaskDefinitionCommand({ family: 'a', containerDefinitions: [] }),
      ),
      (await clients.ecs(region)).send(new ecs.ListClustersCommand({})),
      (await clients.ec2(region)).send(
        new ec2.RevokeSecurityGroupIngressCommand({ GroupId: 'sg-1', IpProtocol: '-1', CidrIp: '0.0.0.0/0' }),
      ),
      (await clients.sts(region)).send(new sts.AssumeRoleCommand({ RoleArn: 'r', RoleSessionName: 's' })),
    ];
    for (const outcome of await Promise.allSettled(attempts)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ActionNotAllowedError) });
    }
    expect(received).toEqual([[], [], []]);
    expect(clients.calls()).toBe(0);
  });
});
