import { compareCodeUnits } from '../../model/order.ts';
import { partitionOfRegion } from '../../model/partition.ts';
import type { ResolvedBody, Stack } from '../../model/stack.ts';
import type { TerraformValue } from '../../model/value.ts';
import { childrenOf } from '../../terraform/evaluate/value-parts.ts';
import { credentialsOf, isDefault } from '../../terraform/stack/credentials.ts';

/** The accounts that code says it is for. */
export interface DeclaredAccounts {
  /** Those that its default provider works in; empty when it says nothing of them. */
  readonly own: readonly string[];
  /** Those that stand in ARNs and images, of which one may be that of a run. */
  readonly named: readonly string[];
}

/** Which accounts the code is for. */
export function accountsOf(stack: Stack): DeclaredAccounts {
  const provider = stack.providers.find(isDefault);
  const credentials = provider && credentialsOf(provider, stack);
  const allowed = textsIn(provider?.body.attributes.get('allowed_account_ids')?.value);
  const own = credentials?.of === 'account' ? [credentials.account.value] : allowed;
  const texts = [...stack.providers, ...stack.resources].flatMap(({ body }) => textsOfBody(body));
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\barn:[a-z-]+:[a-z0-9-]*:[a-z0-9-]*:(\d{12}):|(?<!\d)(\d{12})\.dkr[.-]ecr/g)].flatMap(
      ([, ofArn, ofRegistry]) => ofArn ?? ofRegistry ?? [],
    ),
  );
  return { own: distinct(own.filter((one) => /^\d{12}$/.test(one))), named: distinct(named) };
}

/** The partition that the code's default provider works in, by its region. */
export function partitionOf({ providers }: Stack): string | undefined {
  const provider = providers.find(isDefault) ?? providers.find(({ name }) => name === 'aws');
  const [region] = textsIn(provider?.body.attributes.get('region')?.value);
  return region === undefined ? undefined : partitionOfRegion(region);
}

function textsOfBody({ attributes, blocks }: ResolvedBody): readonly string[] {
  return [
    ...[...attributes.values()].flatMap(({ value }) => textsIn(value)),
    ...[...blocks.values()].flatMap(({ blocks: written, open }) =>
      [...written, ...(open?.template ?? [])].flatMap(({ body }) => textsOfBody(body)),
    ),
  ];
}

function textsIn(value: TerraformValue | undefined): readonly string[] {
  if (value === undefined) return [];
  switch (value.kind) {
    case 'string':
      return [value.value];
    case 'number':
      return [value.value.toFixed()];
    case 'template':
      return [value.parts.map((part) => (typeof part === 'string' ? part : ' ')).join('')];
    default:
      return childrenOf(value).flatMap(textsIn);
  }
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].toSorted(compareCodeUnits);
