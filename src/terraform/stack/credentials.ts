import { blocks, type DeclaredBlock } from '../../model/declared.ts';
import { isHidden } from '../../model/secret/secrecy.ts';
import type { SourceRange } from '../../model/source.ts';
import type { ProviderConfiguration, ResolvedBody, Stack } from '../../model/stack.ts';
import type { StringValue, TerraformValue, Unknown } from '../../model/value.ts';
import { withMarksOf } from '../evaluate/marks.ts';
import { isLeftOut, stringArgument, whyNotKnown } from '../evaluate/string-argument.ts';
import { string, unknown } from '../evaluate/value.ts';

/**
 * Whose credentials a provider works with.
 * - `run`: those of the run
 * - `account`: those of this account, which may be that of the run
 * - `unknown`: whose they are is not known
 */
export type Credentials =
  | { readonly of: 'run' }
  | { readonly of: 'account'; readonly account: StringValue; readonly at?: SourceRange }
  | { readonly of: 'unknown'; readonly because: Unknown };

/** In the order in which they are assumed: a web identity is what the chain of roles starts from. */
const roleArguments = ['assume_role_with_web_identity', 'assume_role'] as const;

/** Arguments that choose other credentials than those that the SDK would find. */
const ownArguments = [
  'profile',
  'access_key',
  'shared_credentials_files',
  'shared_credentials_file',
  'shared_config_files',
] as const;

/** The arguments and blocks of a provider that decide whose credentials it works with. */
export const credentialArguments: readonly string[] = [...roleArguments, ...ownArguments, 'allowed_account_ids'];

/**
 * Whose credentials a configuration of the `aws` provider works with. Without a role they are those of the run, unless
 * it is another configuration than the root's default one and names a profile or keys that the default one does not: a
 * run is given the credentials of one account, and these are for the default provider.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
 */
export function credentialsOf(provider: ProviderConfiguration, stack: Stack): Credentials {
  const { body } = provider;
  const role = actingRole(body);
  const only = onlyAllowed(body) ?? observedAccount(provider);
  if (role === undefined) {
    const because = ownCredentials(provider, stack);
    if (because === undefined) return { of: 'run' };
    return only === undefined ? { of: 'unknown', because } : { of: 'account', account: only };
  }
  const account = accountIn(role.arn) ?? only;
  if (account === undefined) return { of: 'unknown', because: role.maybe ?? whyNoAccount(role.arn) };
  // Whether there is a role or not, it is the account of the run.
  if (role.maybe !== undefined && account.value !== stack.run?.account) return { of: 'unknown', because: role.maybe };
  return { of: 'account', account, ...(role.at === undefined ? {} : { at: role.at }) };
}

/** The configuration of the provider that resources of the root have without saying so. */
export function isDefault({ name, alias, module }: Pick<ProviderConfiguration, 'name' | 'alias' | 'module'>): boolean {
  return name === 'aws' && alias === undefined && module === '';
}

interface Role {
  readonly arn: TerraformValue;
  readonly at?: SourceRange;
  /** Why there may be no such role. */
  readonly maybe?: Unknown;
}

/** Of a chain of roles the last one is who acts. An empty ARN is no role. */
function actingRole(body: ResolvedBody): Role | undefined {
  return roleArguments.flatMap((name) => rolesIn(body, name)).findLast(({ arn }) => !isLeftOut(arn));
}

function rolesIn(body: ResolvedBody, name: string): readonly Role[] {
  const { blocks: written, open } = blocks(body, name);
  const ofBlock = (block: DeclaredBlock, maybe?: Unknown): Role[] => {
    const arn = block.body.attributes.get('role_arn');
    return arn === undefined ? [] : [{ arn: arn.value, at: arn.at, ...(maybe === undefined ? {} : { maybe }) }];
  };
  const known = written.flatMap((block) => ofBlock(block));
  if (open === undefined) return known;
  const { because, template } = open;
  // Nothing is known of the blocks: an unknown role stands for them.
  if (template.length === 0) return [...known, { arn: unknown(because), maybe: because }];
  return [...known, ...template.flatMap((block) => ofBlock(block, because))];
}

/** Stands for what is not known of a text; no ARN holds it. */
const hole = '\u0000';

/** The account in the ARN of a role, also where its name or its partition is not known. */
function accountIn(arn: TerraformValue): StringValue | undefined {
  const text = stringArgument(arn);
  if (text === undefined || text.kind === 'unknown') return undefined;
  const written =
    text.kind === 'string' ? text.value : text.parts.map((part) => (typeof part === 'string' ? part : hole)).join('');
  const account = /^[^:]*:[^:]*:iam::(\d{12}):/.exec(written)?.[1];
  return account === undefined ? undefined : withMarksOf(string(account), arn);
}

/** The one account that a provider is allowed to work in: Terraform stops in any other. */
function onlyAllowed({ attributes }: ResolvedBody): StringValue | undefined {
  const value = attributes.get('allowed_account_ids')?.value;
  if (value === undefined || !('elements' in value) || value.open !== undefined) return undefined;
  const [only, ...others] = value.elements;
  const account = only === undefined || others.length > 0 ? undefined : stringArgument(only);
  return account?.kind === 'string' && account.value !== '' ? withMarksOf(account, value) : undefined;
}

function observedAccount({ observed }: ProviderConfiguration): StringValue | undefined {
  return observed?.account === undefined ? undefined : string(observed.account);
}

/** Why a configuration may work with other credentials than the run's. */
function ownCredentials(provider: ProviderConfiguration, stack: Stack): Unknown | undefined {
  if (isDefault(provider)) return undefined;
  const base = stack.providers.find(isDefault);
  for (const name of ownArguments) {
    const attribute = provider.body.attributes.get(name);
    if (attribute === undefined || isLeftOut(attribute.value)) continue;
    if (provider.asDefault?.has(name) === true || isSame(attribute.value, base?.body.attributes.get(name)?.value))
      continue;
    const { value, at } = attribute;
    const unknownPart = whyNotKnown(value);
    if (unknownPart !== undefined) return unknownPart;
    const text = value.kind === 'string' && name === 'profile' && !isHidden(value) ? value.value : undefined;
    if (text !== undefined && text === stack.run?.profile) continue;
    const run = stack.run?.profile;
    return name === 'profile'
      ? {
          kind: 'elsewhere',
          name,
          ...(text === undefined ? {} : { value: text }),
          ...(run === undefined ? {} : { run }),
          at,
        }
      : { kind: 'elsewhere', name: 'credentials', value: name, at };
  }
  return undefined;
}

function isSame(a: TerraformValue, b: TerraformValue | undefined): boolean {
  if (b === undefined) return false;
  if (a.kind === 'string' && b.kind === 'string') return a.value === b.value;
  if (!('elements' in a) || !('elements' in b) || a.open !== undefined || b.open !== undefined) return false;
  return a.elements.length === b.elements.length && a.elements.every((one, index) => isSame(one, b.elements[index]));
}

function whyNoAccount(arn: TerraformValue): Unknown {
  return whyNotKnown(arn) ?? { kind: 'invalid', code: 'no-role-arn', ...(arn.at === undefined ? {} : { at: arn.at }) };
}
