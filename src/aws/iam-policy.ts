import { compareCodeUnits } from '../model/order.ts';
import { iamName } from './iam-pattern.ts';
import type { AnyReadDefinition, IamResource } from './read.ts';

/** One of the reads that must be allowed. */
export interface AllowedRead {
  readonly definition: Pick<AnyReadDefinition, 'action' | 'iamResources'>;
  readonly key: object;
  readonly region: string;
}

/** Where the reads are made, as far as it is known. */
export interface PolicyPlace {
  readonly partition: string;
  /** The accounts of what a read does not say the account of; empty: any. */
  readonly accounts: readonly string[];
  /** Stand in the reads for what nobody knows. */
  readonly unknown: { readonly account: string; readonly region?: string };
  /** Whether a name may not be shown. All are allowed in its place. */
  hides(name: string): boolean;
}

/** A policy document of IAM. */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly IamStatement[];
}

/** A statement that allows something. Actions and resources are in order. */
export interface IamStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[] | '*';
}

/** How exactly a policy names resources: each, all of a cluster or of a folder of names, or all of a type. */
export type Exactness = 'each' | 'group' | 'type';

/**
 * The statements that allow reads and nothing else: one for all actions that can be narrowed to no resource, and one
 * for each other action.
 */
export function statementsOf(
  groups: readonly { readonly reads: readonly AllowedRead[]; readonly place: PolicyPlace }[],
  exactness: Exactness,
): readonly IamStatement[] {
  const byAction = new Map<string, Set<string> | undefined>();
  for (const { reads, place } of groups) {
    for (const { definition, key, region } of reads) {
      const { action } = definition;
      if (definition.iamResources === undefined) {
        byAction.set(action, undefined);
        continue;
      }
      const arns = byAction.get(action) ?? new Set();
      byAction.set(action, arns);
      for (const resource of definition.iamResources(key)) {
        for (const arn of arnsOf(resource, { action, region }, place, exactness)) arns.add(arn);
      }
    }
  }
  const all = [...byAction].toSorted(([a], [b]) => compareCodeUnits(a, b));
  const whole = all.flatMap(([action, arns]) => (arns === undefined ? [action] : []));
  const named = all.flatMap(([action, arns]) => (arns === undefined ? [] : [statement(action, withoutCovered(arns))]));
  return [
    ...(whole.length === 0
      ? []
      : [{ Sid: noResourceLevel, Effect: 'Allow', Action: whole, Resource: '*' } satisfies IamStatement]),
    ...named,
  ];
}

/** AWS lets these actions be allowed for all resources only. */
const noResourceLevel = 'NoResourceLevelPermissions';

/**
 * The statement that lets whoever starts a run assume the roles that its targets name. It is of no use in the policies
 * of the roles themselves.
 */
export function assumeRoleStatement(roles: readonly string[]): IamStatement {
  return {
    Sid: 'CallerAssumesRolesOfTargets',
    Effect: 'Allow',
    Action: ['sts:AssumeRole'],
    Resource: [...new Set(roles.map(iamName))].toSorted(compareCodeUnits),
  };
}

/**
 * How many characters a customer managed policy may have, white space not counted.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export const longestPolicy = 6144;

/** The characters of a policy that count. */
export function lengthOf(policy: IamPolicy): number {
  return JSON.stringify(policy).replace(/\s/g, '').length;
}

function statement(action: string, arns: readonly string[]): IamStatement {
  const [service = '', name = ''] = action.split(':');
  const words = service.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return { Sid: `${words.join('')}${name}`, Effect: 'Allow', Action: [action], Resource: arns };
}

function arnsOf(
  { service, region, account, resource }: IamResource,
  asked: { readonly action: string; readonly region: string },
  { partition, accounts, unknown, hides }: PolicyPlace,
  exactness: Exactness,
): readonly string[] {
  const where = region ?? asked.region;
  const owners = account === undefined ? accounts : [account];
  const known = owners.filter((one) => one !== unknown.account && !hides(one));
  return (known.length > 0 ? known : ['*']).map((owner) =>
    [
      'arn',
      partition,
      service ?? asked.action.split(':')[0] ?? '',
      where === unknown.region || hides(where) ? '*' : where,
      owner,
      widened(resource, exactness, hides),
    ].join(':'),
  );
}

function widened(resource: string, exactness: Exactness, hides: PolicyPlace['hides']): string {
  const separator = resource.search(/[/:]/);
  const [type, name] = [resource.slice(0, separator + 1), resource.slice(separator + 1)];
  switch (hides(name) ? 'type' : exactness) {
    case 'each':
      return resource;
    case 'group':
      return `${type}${name.replace(/[^/]*$/, '')}*`;
    case 'type':
      return `${type}*`;
  }
}

/** Without those that another one allows for every account or region; in order. */
function withoutCovered(arns: ReadonlySet<string>): readonly string[] {
  const isCovered = (arn: string): boolean => {
    const parts = arn.split(':');
    return [[3], [4], [3, 4]].some((places) => {
      const wider = parts.map((part, index) => (places.includes(index) ? '*' : part)).join(':');
      return wider !== arn && arns.has(wider);
    });
  };
  return [...arns].filter((arn) => !isCovered(arn)).toSorted(compareCodeUnits);
}
