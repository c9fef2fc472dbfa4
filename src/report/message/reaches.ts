import type { Finding } from '../../model/report/finding.ts';
import type { InterfaceUser, Reaches } from '../../model/report/reaches.ts';
import { shorten } from '../printable.ts';
import { countText } from './count.ts';

/*
 * What a rule of a security group is for now, in a line. The JSON report has all of it.
 */

const mostUsers = 4;
const mostAddresses = 3;
const longestName = 80;

/**
 * `reaches now: service api (cluster main), 3 network interfaces, public address 203.0.113.7`. Nothing where it is not
 * known: that is said once, as a gap.
 */
export function reachNotes({ reaches, path, live }: Pick<Finding, 'reaches' | 'path' | 'live'>): readonly string[] {
  if (reaches?.status !== 'known') return [];
  const isThere = live === undefined || !('absent' in live);
  const verb = path.startsWith('egress') ? letsOut[isThere ? 'now' : 'would'] : letsIn[isThere ? 'now' : 'would'];
  return [`${verb}${reachText(reaches)}`];
}

/** A rule that is missing does nothing, and would do something. */
const letsIn = { now: 'reaches now: ', would: 'would reach: ' } as const;
const letsOut = { now: 'lets out now: ', would: 'would let out: ' } as const;

function reachText({ interfaces, users, publicAddresses }: Extract<Reaches, { status: 'known' }>): string {
  // An interface whose id may not be shown is one all the same.
  const all = Math.max(interfaces.length, countOf(users));
  const unattached = countOf(users.filter(({ type }) => type === 'none'));
  const count = countText(all, 'network interface');
  if (all === unattached) {
    const configured = users.flatMap((user) => (user.isConfigured ? [userText(user)] : []));
    const only = configured.length === 0 ? '' : `, though ${listText(configured, mostUsers)} is configured with it`;
    return all === 0
      ? `nothing, as no network interface of this account is in the group${only}`
      : `nothing, as what is in the group (${count}) is attached to nothing${only}`;
  }
  const named = users.filter(({ type }) => type !== 'none' && type !== 'unknown');
  return [
    ...(named.length === 0 ? [] : [listText(named.map(userText), mostUsers)]),
    unattached === 0 ? count : `${count}, ${unattached} of them attached to nothing`,
    ...(publicAddresses.length === 0
      ? []
      : [
          `public ${publicAddresses.length === 1 ? 'address' : 'addresses'} ${listText(publicAddresses, mostAddresses)}`,
        ]),
  ].join(', ');
}

const countOf = (users: readonly InterfaceUser[]): number => users.reduce((sum, user) => sum + user.interfaces, 0);

function listText(texts: readonly string[], most: number): string {
  const more = texts.length - most;
  return `${texts.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const typeTexts: Readonly<Record<InterfaceUser['type'], string>> = {
  'ecs-service': 'service',
  'ecs-task': 'tasks of ECS',
  instance: 'instance',
  'load-balancer': 'load balancer',
  lambda: 'functions of Lambda',
  rds: 'databases of RDS',
  elasticache: 'cache node',
  redshift: 'Redshift',
  efs: 'file system',
  'vpc-endpoint': 'VPC endpoint',
  'aws-service': 'a service of AWS:',
  none: 'nothing',
  unknown: 'something',
};

function userText({ type, name, cluster }: InterfaceUser): string {
  return [
    typeTexts[type],
    ...(name === undefined ? [] : [shorten(name, longestName)]),
    ...(cluster === undefined ? [] : [`(cluster ${shorten(cluster, longestName)})`]),
  ].join(' ');
}
