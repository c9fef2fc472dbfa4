import { partitionOfRegion } from '../../model/partition.ts';
import type { Place } from '../../model/place.ts';
import { isHidden } from '../../model/secret/secrecy.ts';
import type { ResolvedBody, Resource, Stack } from '../../model/stack.ts';
import type { StringValue, TemplateValue, TerraformValue, Unknown, UnknownValue } from '../../model/value.ts';
import { isLeftOut, stringArgument, whyNotKnown } from '../evaluate/string-argument.ts';
import { string, unknown } from '../evaluate/value.ts';
import { unknownsIn } from '../evaluate/value-parts.ts';
import { type Credentials, credentialArguments, credentialsOf } from './credentials.ts';

/**
 * Where a resource or data source lives: the one answer to "where", for everything that is read, compared or predicted.
 * It follows from its own `region` argument, the configuration of its provider and the place of the run (`stack.run`),
 * in this order. https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
 */
export function placeOf(resource: Resource, stack: Stack): Place {
  const { account, region, partition } = placeValues(resource, stack);
  const doubt = doubtOf(resource, stack);
  return {
    ...(account?.kind === 'string' ? { account: account.value } : {}),
    ...(region?.kind === 'string' ? { region: region.value } : {}),
    ...(partition === undefined ? {} : { partition: partition.value }),
    ...(doubt === undefined ? {} : { doubt }),
  };
}

/** What a place is made of, as values of the language: known in part, and with what is secret of them. */
export interface PlaceValues {
  readonly account?: StringValue;
  readonly region?: StringValue | TemplateValue | UnknownValue;
  readonly partition?: StringValue;
}

/** The parts of {@link placeOf}'s answer as values. A part of which nothing at all is known is left out. */
export function placeValues(resource: Resource, stack: Stack): PlaceValues {
  const { run = {} } = stack;
  const region = writtenRegion(resource, stack) ?? (run.region === undefined ? undefined : string(run.region));
  const account = accountValue(resource, stack);
  const partition = partitionIn(region, stack);
  return {
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(partition === undefined ? {} : { partition: string(partition) }),
  };
}

/**
 * The account of a resource; undefined when it is not known, as in another partition, where no account is the run's.
 */
function accountValue(resource: Resource, stack: Stack): StringValue | undefined {
  const credentials = credentialsIn(resource, stack);
  if (credentials.of === 'account') return credentials.account;
  const account = stack.run?.account;
  if (credentials.of === 'unknown' || account === undefined) return undefined;
  return otherPartition(resource, stack) === undefined ? string(account) : undefined;
}

/** The partition of a region; for the run's own, or an unknown one, the partition of the run. */
function partitionIn(region: TerraformValue | undefined, stack: Stack): string | undefined {
  const other = region?.kind === 'string' && region.value !== stack.run?.region ? region.value : undefined;
  return (other === undefined ? undefined : partitionOfRegion(other)) ?? runPartition(stack);
}

function runPartition({ run }: Stack): string | undefined {
  return run?.partition ?? (run?.region === undefined ? undefined : partitionOfRegion(run.region));
}

/** Why AWS is not asked about a resource; undefined when it is. */
function doubtOf(resource: Resource, stack: Stack): Unknown | undefined {
  const credentials = credentialsIn(resource, stack);
  if (credentials.of === 'unknown') return credentials.because;
  if (credentials.of === 'account' && credentials.account.value !== stack.run?.account) {
    const { account, at = account.at } = credentials;
    return elsewhere('account', account, stack.run?.account, at);
  }
  const region = writtenRegion(resource, stack);
  return otherPartition(resource, stack) ?? (region && whyNotKnown(region));
}

/**
 * Credentials are good for one partition.
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
function otherPartition(resource: Resource, stack: Stack): Unknown | undefined {
  const region = writtenRegion(resource, stack);
  const [partition, own] = [partitionIn(region, stack), runPartition(stack)];
  if (partition === own || partition === undefined || own === undefined) return undefined;
  return elsewhere('partition', string(partition), own, region?.at);
}

function elsewhere(
  name: 'account' | 'partition',
  value: StringValue,
  run: string | undefined,
  at: TerraformValue['at'],
): Unknown {
  return {
    kind: 'elsewhere',
    name,
    ...(isHidden(value) ? {} : { value: value.value }),
    ...(run === undefined ? {} : { run }),
    ...(at === undefined ? {} : { at }),
  };
}

function credentialsIn(resource: Resource, stack: Stack): Credentials {
  if (resource.providerUnknown !== undefined) return { of: 'unknown', because: resource.providerUnknown };
  const provider = resource.provider === undefined ? undefined : stack.providers[resource.provider];
  return provider === undefined ? { of: 'run' } : credentialsOf(provider, stack);
}

/**
 * The region that the code writes: the resource's own, else its provider's; undefined when neither is written. What is
 * no text and cannot become one is an unknown that says so.
 */
function writtenRegion(resource: Resource, stack: Stack): StringValue | TemplateValue | UnknownValue | undefined {
  const written = regionsOf(resource, stack).find((value) => !isLeftOut(value));
  const region = written === undefined ? undefined : (stringArgument(written) ?? unknown(wrongType(written)));
  if (region === undefined || region.kind === 'string') return region;
  const provider = resource.provider === undefined ? undefined : stack.providers[resource.provider];
  const isOwn = resource.body.attributes.get('region')?.value === written;
  const observed = isOwn ? undefined : provider?.observed?.region;
  return observed === undefined ? region : string(observed);
}

function regionsOf(resource: Resource, stack: Stack): readonly TerraformValue[] {
  const provider = resource.provider === undefined ? undefined : stack.providers[resource.provider];
  return [resource.body, provider?.body].flatMap((body) => body?.attributes.get('region')?.value ?? []);
}

function wrongType({ at }: TerraformValue): Unknown {
  return { kind: 'invalid', code: 'wrong-type', ...(at === undefined ? {} : { at }) };
}

/** The unknowns that keep the place of a resource from being known. */
export function placeUnknowns(resource: Resource, stack: Stack): readonly Unknown[] {
  const provider = resource.provider === undefined ? undefined : stack.providers[resource.provider];
  return [
    ...(resource.providerUnknown === undefined ? [] : [resource.providerUnknown]),
    ...regionsOf(resource, stack).flatMap(unknownsIn),
    ...(provider === undefined ? [] : credentialUnknowns(provider.body)),
  ];
}

function credentialUnknowns({ attributes, blocks }: ResolvedBody): readonly Unknown[] {
  return credentialArguments.flatMap((name) => {
    const value = attributes.get(name)?.value;
    const nested = blocks.get(name);
    const inBlocks = [...(nested?.blocks ?? []), ...(nested?.open?.template ?? [])].flatMap(({ body }) => [
      ...body.attributes.values(),
    ]);
    return [
      ...(value === undefined ? [] : unknownsIn(value)),
      ...(nested?.open === undefined ? [] : [nested.open.because]),
      ...inBlocks.flatMap((attribute) => unknownsIn(attribute.value)),
    ];
  });
}

/** The regions that the code names and calls secret. */
export function secretRegions(stack: Stack): readonly string[] {
  return [...stack.providers, ...stack.resources].flatMap(({ body }) => {
    const value = body.attributes.get('region')?.value;
    return value?.kind === 'string' && isHidden(value) ? [value.value] : [];
  });
}
