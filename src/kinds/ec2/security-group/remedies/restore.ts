import { jsonArgument } from '../../../../model/json-argument.ts';
import type { Remedies, RemedyCommand, RemedyEffect } from '../../../../model/report/remedies.ts';
import { Secret, type Text } from '../../../../model/secret/secret.ts';
import type { ComparedRule, DeclaredAtom, Direction, LiveRule } from '../../../../model/security-group.ts';
import { shellText } from '../../../../model/shell.ts';
import { ruleKey } from '../model.ts';
import { type Filled, filled, ipPermission, type RuleToAuthorize, ruleRequest } from './permission.ts';

/*
 * The commands of the AWS CLI that make a rule as the code declares it. They are for AWS, whatever its imitations take.
 * https://docs.aws.amazon.com/cli/latest/reference/ec2/
 */

export type Restore = Remedies['restore'];

/** What is to be restored: a rule of a group, and where that is. */
export interface RuleToRestore extends ComparedRule {
  /** Of what declares it. */
  readonly address: string;
}

/** The commands that make AWS hold the rule as it is declared, and no other in its place. */
export function restoreRule(rule: RuleToRestore): Restore {
  const { declared, live, undeterminedPeer, style, address } = rule;
  const wanted = declared ?? undeterminedPeer;
  if (wanted === undefined) {
    return live === undefined
      ? { commands: [], unable: 'nothing-known', effects: [] }
      : { commands: [revoke(rule, live)], effects: [{ code: 'cuts' }] };
  }
  // State of the one style names rules by what AWS calls them, which a new rule has anew.
  const newId: readonly RemedyEffect[] =
    style === 'aws_vpc_security_group_rule' ? [{ code: 'new-rule-id', addresses: [address] }] : [];
  if (live === undefined) {
    return { commands: [authorize(rule, wanted)], effects: [{ code: 'allows' }, ...newId] };
  }
  if (declared !== undefined && isSameToEc2(declared, live)) {
    return { commands: attributeCommands(rule, declared, live), effects: [] };
  }
  const effects: readonly RemedyEffect[] = [{ code: 'cuts' }, { code: 'allows' }];
  if (live.id !== undefined && isModifiable(wanted, live)) {
    const tags = declared === undefined ? [] : tagCommands(rule, declared, live);
    return { commands: [modify(rule, wanted, live.id), ...tags], effects: [...effects] };
  }
  const both = [authorize(rule, wanted), revoke(rule, live)];
  // EC2 takes them for one rule, and holds no two that are the same.
  const isOne = declared !== undefined && ruleKey(declared) === ruleKey(live);
  return {
    commands: isOne ? both.toReversed() : both,
    effects: [...effects, ...(isOne ? [{ code: 'cuts-shortly' } as const] : []), ...newId],
  };
}

function isSameToEc2(declared: DeclaredAtom, live: LiveRule): boolean {
  const sameAccount = declared.account === undefined || live.account === undefined || declared.account === live.account;
  return ruleKey(declared) === ruleKey(live) && sameAccount;
}

/**
 * EC2 changes neither the direction of a rule nor the kind of its peer, and takes a group of one's own account alone.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html
 */
function isModifiable(wanted: RuleToAuthorize & { readonly direction: Direction }, live: LiveRule): boolean {
  return (
    wanted.direction === live.direction &&
    wanted.sourceKind === live.sourceKind &&
    (wanted.sourceKind !== 'group' || wanted.account === live.account || wanted.account === undefined)
  );
}

function attributeCommands(rule: RuleToRestore, declared: DeclaredAtom, live: LiveRule): RemedyCommand[] {
  return [...descriptionCommands(rule, declared, live), ...tagCommands(rule, declared, live)];
}

/** A description that is left out is removed. */
function descriptionCommands(rule: RuleToRestore, declared: DeclaredAtom, live: LiveRule): RemedyCommand[] {
  if (declared.isUndescribed === true || isSameText(declared.description, live.description)) return [];
  const { account } = live;
  const permission = ipPermission({ ...declared, ...(account === undefined ? {} : { account }) });
  return [
    ec2(rule, `update-security-group-rule-descriptions-${declared.direction}`, [
      ['--group-id', plain(rule.group.id)],
      ['--ip-permissions', json([permission])],
    ]),
  ];
}

/** The tags that are declared; of others the provider may be told to leave them alone. */
function tagCommands(rule: RuleToRestore, declared: DeclaredAtom, live: LiveRule): RemedyCommand[] {
  const set = [...(declared.tags ?? [])].filter(([key, value]) => !isSameText(value, live.tags?.get(key)));
  return set.length === 0 || live.id === undefined ? [] : [createTags(rule, live.id, set)];
}

/** Gives something of EC2's tags. */
export function createTags(
  where: Pick<RuleToRestore, 'region'>,
  id: string,
  tags: readonly (readonly [string, Text | undefined])[],
): RemedyCommand {
  return ec2(where, 'create-tags', [
    ['--resources', plain(id)],
    ['--tags', json(tags.map(tag))],
  ]);
}

/** Takes a tag from something of EC2's. */
export function deleteTag(where: Pick<RuleToRestore, 'region'>, id: string, key: string): RemedyCommand {
  return ec2(where, 'delete-tags', [
    ['--resources', plain(id)],
    ['--tags', json([plain({ Key: key })])],
  ]);
}

function isSameText(a: Text | undefined, b: Text | undefined): boolean {
  if (a instanceof Secret && b instanceof Secret) return a.equals(b) === true;
  return (a ?? '') === (b ?? '');
}

function tag([Key, text]: readonly [string, Text | undefined]): Filled<object> {
  const { value, isIncomplete } = filled(text, 'value');
  return { value: { Key, Value: value }, isIncomplete };
}

function revoke(rule: RuleToRestore, live: LiveRule): RemedyCommand {
  const { description: _, ...traffic } = live;
  return ec2(rule, `revoke-security-group-${live.direction}`, [
    ['--group-id', plain(rule.group.id)],
    live.id === undefined
      ? ['--ip-permissions', json([ipPermission(traffic)])]
      : ['--security-group-rule-ids', plain(live.id)],
  ]);
}

function authorize(
  rule: RuleToRestore,
  wanted: RuleToAuthorize & { readonly direction: Direction; readonly tags?: ReadonlyMap<string, Text> },
): RemedyCommand {
  const tags = [...(wanted.tags ?? [])].map(tag);
  const specification = {
    value: { ResourceType: 'security-group-rule', Tags: tags.map(({ value }) => value) },
    isIncomplete: tags.some(({ isIncomplete }) => isIncomplete),
  };
  return ec2(rule, `authorize-security-group-${wanted.direction}`, [
    ['--group-id', plain(rule.group.id)],
    ['--ip-permissions', json([ipPermission(wanted)])],
    ...(tags.length === 0 ? [] : [['--tag-specifications', json([specification])] as const]),
  ]);
}

function modify(rule: RuleToRestore, wanted: RuleToAuthorize, id: string): RemedyCommand {
  const { value, isIncomplete } = ruleRequest(wanted);
  return ec2(rule, 'modify-security-group-rules', [
    ['--group-id', plain(rule.group.id)],
    ['--security-group-rules', json([{ value: { SecurityGroupRuleId: id, SecurityGroupRule: value }, isIncomplete }])],
  ]);
}

function plain<T>(value: T): Filled<T> {
  return { value, isIncomplete: false };
}

function json(values: readonly Filled<object>[]): Filled<string> {
  return {
    value: jsonArgument(values.map(({ value }) => value)),
    isIncomplete: values.some(({ isIncomplete }) => isIncomplete),
  };
}

/** Which profile has the credentials is not the report's to say. */
function ec2(
  { region }: Pick<RuleToRestore, 'region'>,
  action: string,
  options: readonly (readonly [string, Filled<string>])[],
): RemedyCommand {
  const argv = [
    'aws',
    'ec2',
    action,
    '--region',
    region ?? '<region>',
    ...options.flatMap(([name, { value }]) => [name, value]),
  ];
  const isIncomplete = region === undefined || options.some(([, { isIncomplete }]) => isIncomplete);
  return { argv, text: shellText(argv), ...(isIncomplete ? { incomplete: true } : {}) };
}
