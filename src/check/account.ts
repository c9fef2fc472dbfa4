import { undeterminedLeaf } from '../kinds/whole.ts';
import { parseArn } from '../model/arn.ts';
import { reasonOf } from '../model/declared.ts';
import type { LiveIdentity } from '../model/identity.ts';
import { ProblemError } from '../model/problem.ts';
import type { DraftGap } from '../model/report/gap.ts';
import { isHidden } from '../model/secret/secrecy.ts';
import { noSourceRange } from '../model/source.ts';
import type { ProviderConfiguration, Stack } from '../model/stack.ts';
import type { TerraformValue, Unknown } from '../model/value.ts';
import { whyNotKnown } from '../terraform/evaluate/string-argument.ts';
import { credentialsOf, isDefault } from '../terraform/stack/credentials.ts';
import type { Examination } from './examination.ts';

/*
 * `allowed_account_ids` and `forbidden_account_ids` of the provider blocks: Terraform refuses to work in another
 * account, and what another account has says nothing of this code.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs#allowed_account_ids-1
 */

/**
 * Honours what the provider blocks say of accounts. Returns the examination as it is, unless the code restricts
 * accounts and it is not known which one was looked at: then nothing counts as found or as missing, and all that was
 * looked for is a gap.
 *
 * @throws ProblemError `account-not-allowed`: the caller, or the ARN of something that was found, is of an account that
 * the code does not allow
 * @throws ProblemError `account-elsewhere`: the default provider works in another account than the caller's
 */
export function honourAccounts(examination: Examination): Examination {
  const { stack, gaps } = examination;
  guardDefault(examination);
  const restrictions = stack.providers.flatMap((provider) => restrictionsOf(provider, stack));
  if (restrictions.length === 0) return examination;
  const seen = accountsSeen(examination);
  for (const { allowed, forbidden } of restrictions) {
    const refused = seen.find(
      (account) =>
        forbidden?.accounts.includes(account) === true || (allowed !== undefined && !mayBe(account, allowed)),
    );
    if (refused === undefined) continue;
    throw new ProblemError({
      code: 'account-not-allowed',
      account: refused,
      allowed: allowed?.accounts ?? [],
      forbidden: forbidden?.accounts ?? [],
    });
  }
  if (seen.length === 0) return withoutAccount(examination);
  const undecided = restrictions.flatMap((one) => undecidedGaps(one, seen));
  if (undecided.length === 0) return examination;
  return { ...examination, gaps: [...gaps, ...undecided] };
}

/** Account numbers of a list; `open`: why there may be others. */
interface Accounts {
  readonly accounts: readonly string[];
  readonly open?: Unknown;
  readonly value: TerraformValue;
}

interface Restriction {
  readonly provider: ProviderConfiguration;
  readonly allowed?: Accounts;
  readonly forbidden?: Accounts;
}

/** Stops a run whose credentials are of another account than the role of the default provider. */
function guardDefault({ stack, place }: Examination): void {
  const provider = stack.providers.find(isDefault);
  const credentials = provider && credentialsOf(provider, stack);
  if (provider === undefined || place.account === undefined || credentials?.of !== 'account') return;
  const { account, at = provider.at } = credentials;
  if (account.value === place.account) return;
  throw new ProblemError({
    code: 'account-elsewhere',
    account: place.account,
    ...(isHidden(account) ? {} : { assumed: account.value }),
    address: addressOf(provider),
    // A plan has no places.
    ...(at.file === noSourceRange.file ? {} : { at }),
  });
}

/**
 * A provider with a role or credentials of another account checks that account, and not the one whose credentials these
 * are.
 */
function restrictionsOf(provider: ProviderConfiguration, stack: Stack): readonly Restriction[] {
  if (provider.name !== 'aws') return [];
  const credentials = credentialsOf(provider, stack);
  const isOfRun = credentials.of === 'account' && credentials.account.value === stack.run?.account;
  if (credentials.of !== 'run' && !isOfRun) return [];
  const read = (name: string) => readAccounts(provider.body.attributes.get(name)?.value);
  const [allowed, forbidden] = [read('allowed_account_ids'), read('forbidden_account_ids')];
  if (allowed === undefined && forbidden === undefined) return [];
  return [{ provider, ...(allowed && { allowed }), ...(forbidden && { forbidden }) }];
}

/**
 * undefined for what restricts nothing: not written, null or empty. A number is the text that Terraform makes of it.
 */
function readAccounts(value: TerraformValue | undefined): Accounts | undefined {
  if (value === undefined || value.kind === 'null') return undefined;
  if (!('elements' in value)) return { accounts: [], value, open: whyUnknown(value) };
  const accounts: string[] = [];
  let open = value.open;
  for (const element of value.elements) {
    if (element.kind === 'string') accounts.push(element.value);
    else if (element.kind === 'number') accounts.push(element.value.toFixed());
    else if (element.kind !== 'null') open ??= whyUnknown(element);
  }
  if (accounts.length === 0 && open === undefined) return undefined;
  return { accounts, value, ...(open === undefined ? {} : { open }) };
}

function whyUnknown(value: TerraformValue): Unknown {
  return (
    whyNotKnown(value) ?? { kind: 'invalid', code: 'wrong-type', ...(value.at === undefined ? {} : { at: value.at }) }
  );
}

function mayBe(account: string, { accounts, open }: Accounts): boolean {
  return open !== undefined || accounts.includes(account);
}

/**
 * The accounts that the run has met: the caller's and those of the ECS resources that were found, which can be of no
 * other. A security group may be shared by another account, so its owner counts only where nothing else tells.
 */
function accountsSeen({ place, compared: { subjects } }: Examination): readonly string[] {
  const accounts = (kept: readonly { readonly identity: LiveIdentity }[]) =>
    kept.flatMap(({ identity }) => accountOf(identity) ?? []);
  const certain = [
    ...(place.account === undefined ? [] : [place.account]),
    ...accounts(subjects.filter(({ kind }) => kind !== 'security-group')),
  ];
  return [...new Set(certain.length > 0 ? certain : accounts(subjects))];
}

function accountOf({ account, arn }: LiveIdentity): string | undefined {
  const owner = account ?? parseArn(arn ?? '')?.account;
  return owner === undefined || !/^\d{12}$/.test(owner) ? undefined : owner;
}

/** What the code says of accounts and is not known, so that the account that was looked at may be the wrong one. */
function undecidedGaps({ provider, allowed, forbidden }: Restriction, seen: readonly string[]): readonly DraftGap[] {
  const gap = (path: string, { open, value }: Accounts): DraftGap[] => {
    if (open === undefined) return [];
    const at = value.at ?? provider.body.attributes.get(path)?.at;
    return [
      {
        code: 'value-unknown',
        scope: 'leaf',
        address: addressOf(provider),
        path,
        ...(at === undefined ? {} : { at }),
        reason: reasonOf(open),
      },
    ];
  };
  const isAllowed = allowed === undefined || seen.every((account) => allowed.accounts.includes(account));
  return [
    ...(isAllowed || allowed === undefined ? [] : gap('allowed_account_ids', allowed)),
    ...(forbidden === undefined ? [] : gap('forbidden_account_ids', forbidden)),
  ];
}

function addressOf({ name, alias, module }: ProviderConfiguration): string {
  return `${module === '' ? '' : `${module}.`}provider.${name}${alias === undefined ? '' : `.${alias}`}`;
}

/**
 * Makes a gap of all that was looked for: the account that it was looked for in is not known, so it may have been the
 * wrong one.
 */
function withoutAccount(examination: Examination): Examination {
  const { place, compared, gaps } = examination;
  const problem = place.problem ?? { kind: 'unexpected-answer', action: 'sts:GetCallerIdentity' };
  const leaves = compared.subjects.map((subject) => undeterminedLeaf(subject, 'unreadable', { kind: 'aws', problem }));
  return {
    ...examination,
    compared: { ...compared, leaves },
    gaps: gaps.filter(({ scope }) => scope !== 'leaf'),
  };
}
