import type { AwsReader } from '../../aws/reader.ts';
import { type AddressRange, addressRange } from '../../compare/cidr.ts';
import { type Addressed, addressCover } from '../../kinds/ec2/security-group/address-cover.ts';
import type { Compared, DifferingLeaf, Leaf } from '../../model/leaf.ts';
import type { AwsProblem } from '../../model/report/aws-problem.ts';
import type { CoveringRule } from '../../model/report/covered-by.ts';
import type { RuleAtom } from '../../model/security-group.ts';
import { asksForEvidence, type EvidenceRun, inPool, withFound } from './asked.ts';
import { leavesOfUnread, type UnreadEvidence } from './unread.ts';

/*
 * A rule that makes no difference in effect, since a prefix list has the addresses that another rule names one by one:
 * what the list has is asked of AWS, where it depends on that. How much the difference weighs was judged without it.
 */

/** Adds the rules by which others make no difference, where the addresses of prefix lists tell so. */
export async function withCoverByPrefixLists(compared: Compared, { pools }: EvidenceRun): Promise<Compared> {
  const asking = compared.leaves.filter(asksForEvidence).filter(({ groupRule }) => groupRule?.perhapsBy !== undefined);
  if (asking.length === 0) return compared;
  const told = new Map<Leaf, Pick<DifferingLeaf, 'coveredBy'>>();
  const unread: UnreadEvidence[] = [];
  const answers = await Promise.all(
    pools.flatMap((pool) => inPool(asking, pool).map(async (leaf) => [leaf, await coverOf(leaf, pool.aws)] as const)),
  );
  for (const [leaf, { rules, problem }] of answers) {
    if (rules !== undefined) told.set(leaf, { coveredBy: { rules: [...rules] } });
    else if (problem !== undefined) unread.push({ leaf, problem });
  }
  return {
    ...compared,
    leaves: [...withFound(compared.leaves, told), ...leavesOfUnread('prefix-lists-unreadable', unread, 'resource')],
  };
}

/** The rules by which a rule makes no difference, or why it is not known whether there are such. */
interface ListCover {
  readonly rules?: readonly CoveringRule[] | undefined;
  readonly problem?: AwsProblem | undefined;
}

async function coverOf({ groupRule, rule }: DifferingLeaf, aws: AwsReader): Promise<ListCover> {
  const { declared, live, perhapsBy = [], region } = groupRule ?? {};
  const narrow = rule === 'sg/rule-missing' ? declared : live;
  if (narrow === undefined) return {};
  const [own, ...others] = await Promise.all(
    [narrow, ...perhapsBy.map(({ atom }) => atom)].map((atom) => addressesOf(atom, aws, region)),
  );
  const able = perhapsBy.flatMap(({ named: of }, index): Addressed<CoveringRule>[] => {
    const addresses = others[index]?.addresses;
    return addresses === undefined ? [] : [{ of, addresses }];
  });
  const rules = own?.addresses && own.isWhole ? addressCover(own.addresses, able) : undefined;
  return { rules, problem: [own, ...others].flatMap((one) => one?.problem ?? [])[0] };
}

/** The addresses of the peer of a rule. */
interface PeerAddresses {
  readonly addresses?: readonly AddressRange[];
  /** It has no others. */
  readonly isWhole?: boolean;
  readonly problem?: AwsProblem;
}

async function addressesOf(
  { sourceKind, source }: RuleAtom,
  aws: AwsReader,
  region: string | undefined,
): Promise<PeerAddresses> {
  if (sourceKind !== 'prefix-list') return rangesOf([source]);
  const read = await aws.read('ec2:GetManagedPrefixListEntries', { 'prefix-list-id': source }, region);
  if (read.status === 'unreadable') return { problem: read.problem };
  return read.status === 'absent' ? {} : rangesOf(read.value.map(({ Cidr }) => Cidr));
}

function rangesOf(blocks: readonly unknown[]): PeerAddresses {
  const addresses = blocks.flatMap((block) => (typeof block === 'string' ? (addressRange(block) ?? []) : []));
  return { addresses, isWhole: addresses.length === blocks.length };
}
