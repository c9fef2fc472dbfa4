import { lastSegment } from '../../model/arn.ts';
import { rule } from '../../model/catalogue.ts';
import type { KindName, LiveIdentity } from '../../model/identity.ts';
import type { Hop } from '../../model/report/delivery.ts';
import type { Finding, Verdict } from '../../model/report/finding.ts';
import type { PolicyData } from '../../model/report/policy.ts';
import { type Piece, solid } from '../layout.ts';
import { shorten } from '../printable.ts';
import { connectionNotes } from './connection.ts';
import { coveredNotes } from './covered-by.ts';
import { dangerTexts } from './danger.ts';
import { waitingText } from './delivery.ts';
import { sidesText } from './expectation.ts';
import { instantText, principalText } from './instant.ts';
import { outsideText, policyText } from './policy.ts';
import { reachNotes } from './reaches.ts';
import { placeText } from './reason.ts';
import { whoNotes } from './who.ts';

/**
 * One line: what is the case. Holds names, no values. Throws when the catalogue asks for a name that no finding has.
 */
export function findingTitle(finding: Finding): string {
  return titlePieces(finding)
    .map(({ text }) => text)
    .join('');
}

/** The same in pieces, of which the names are solid. */
export function titlePieces(finding: Finding): readonly Piece[] {
  const names = namesIn(finding);
  return rule(finding.rule)
    .finding.split(/\{([^}]*)\}/)
    .flatMap((part, index): readonly Piece[] => {
      if (index % 2 === 0) return part === '' ? [] : [{ text: part }];
      const name = names.get(part);
      if (name === undefined) throw new Error(`rules/: nothing stands for {${part}} of ${finding.rule}`);
      return name;
    });
}

const longestName = 160;

/** The path of an element of which it cannot be told which one it is. */
const oneOfMany = /^(?<all>.*)\[\*(?:#\d+)?\]$/s;

/** What the placeholders of the catalogue stand for. */
function namesIn(finding: Finding): ReadonlyMap<string, readonly Piece[]> {
  const { path, identity, address } = finding;
  const match = /^containers\[(?<container>[^\]]*)\]\.?(?<rest>.*)$/s.exec(path);
  const whole = match?.groups?.['rest'] ?? path;
  // The path's last key (`HUGGINGFACE_API_KEY`, `6379/tcp from sg-1`), else its last attribute.
  const element = shorten(/\[(?<key>.*)\][^\]]*$/s.exec(whole)?.groups?.['key'] ?? whole, longestName);
  const container = shorten(match?.groups?.['container'] ?? '', longestName);
  const name = identity.service ?? identity.family ?? identity.name ?? identity.id ?? address;
  const many = oneOfMany.exec(whole)?.groups?.['all'];
  const attribute = shorten(many ?? whole, longestName);
  const rulePart = rulePieces(attribute, many !== undefined);
  return new Map<string, readonly Piece[]>([
    ['container', container === '' ? [{ text: 'the container' }] : [{ text: 'container ' }, solid(container)]],
    ['container name', [solid(container === '' ? element : container)]],
    ['element', [solid(element)]],
    ['attribute', [...(many === undefined ? [] : [{ text: 'an element of ' }]), solid(attribute)]],
    ['rule', rulePart],
    ['name', [solid(name)]],
    ['predicate', [{ text: predicateOf(finding) }]],
    ['subject', path === '' ? [{ text: `${upperFirst(kindText(finding.kind))} ` }, solid(name)] : rulePart],
  ]);
}

/** An attribute that only one side has is missing, or not declared, as an element is. */
function predicateOf({ type, declared, live }: Finding): string {
  if (type !== 'attribute-changed') return predicates[type];
  if (live !== undefined && 'absent' in live) return predicates['element-missing'];
  return declared !== undefined && 'absent' in declared ? predicates['element-extra'] : predicates[type];
}

const predicates: Readonly<Record<Finding['type'], string>> = {
  'attribute-changed': 'differs',
  'element-missing': 'is missing',
  'element-extra': 'is not declared',
  'resource-missing': 'does not exist',
  'resource-unmanaged': 'is unmanaged',
  'declared-twice': 'is declared in two ways',
  'resource-removed': 'is no longer declared',
  'delivery-broken': 'did not reach the running containers',
  'member-unknown': 'is not known to ECS',
  'expectation-unmet': 'is not as expected',
};

/**
 * `ingress[6379/tcp from sg-1].description` as `Description of ingress 6379/tcp from sg-1`, and `….tags[team]` as `Tag
 * team of …`. `many`: an element of it.
 */
function rulePieces(path: string, many: boolean): readonly Piece[] {
  const tagged = /^(?<direction>ingress|egress|rule)\[(?<rule>.*?)\]\.tags(?:\[(?<tag>.*)\])?$/s.exec(path)?.groups;
  if (tagged !== undefined && !many) {
    const { direction = '', rule = '', tag } = tagged;
    const what: readonly Piece[] = tag === undefined ? [{ text: 'Tags' }] : [{ text: 'Tag ' }, solid(tag)];
    return [...what, { text: ` of ${direction} ` }, solid(rule)];
  }
  const match = /^(?<direction>ingress|egress|rule)\[(?<rule>.*)\](?:\.(?<attribute>[^\]]*))?$/s.exec(path);
  if (many || match?.groups === undefined) {
    return path === '' ? [{ text: 'A rule' }] : [{ text: `Rule ${many ? 'an element of ' : ''}` }, solid(path)];
  }
  const { direction = '', rule = '', attribute } = match.groups;
  return attribute === undefined
    ? [{ text: `${upperFirst(direction)} ` }, solid(rule)]
    : [solid(upperFirst(attribute)), { text: ` of ${direction} ` }, solid(rule)];
}

/** What the field calls a thing of a kind: `security group`, `ECS service`. */
function kindText(kind: Finding['kind']): string {
  return kind.replaceAll('-', ' ').replace(/^ecs /, 'ECS ');
}

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** What a verdict other than drift means; empty for drift. */
export function verdictText(verdict: Verdict): string {
  return verdicts[verdict];
}

const verdicts: Readonly<Record<Verdict, string>> = {
  drift: '',
  pending: 'pending: this pull request will change it',
  'awaiting-apply': 'awaiting apply: merged recently',
  adopts: 'adopted: this pull request brings the code in line with AWS',
  collides: 'collides: applying this pull request overwrites a live change',
  owned: 'owned elsewhere',
  ignored: 'ignored',
};

/** What is not applied yet, or is on AWS before it is in the code, in a word or two. */
export function inFlightText(verdict: Verdict): string {
  return verdict === 'awaiting-apply' ? 'awaiting apply' : verdict === 'adopts' ? 'adopted' : verdict;
}

/** What else is known of a finding: how it came about, since when, who accepted it. Each a sentence of its own. */
export function findingNotes(finding: Finding): readonly string[] {
  const { since, firstSeen, cause, history, who, policy, related = [] } = finding;
  return [
    ...dangerTexts(finding),
    ...coveredNotes(finding),
    ...(cause === undefined || cause === 'unknown' ? [] : [causes[cause]]),
    ...(since === undefined ? [] : [`${ages[since]}${firstSeen === undefined ? '' : `, first seen on ${firstSeen}`}`]),
    ...historyNotes(history ?? {}),
    ...whoNotes(who),
    ...policyNotes(policy ?? {}, finding.verdict),
    ...changeNotes(finding),
    ...nearestNotes(finding),
    ...expectationNotes(finding),
    ...reachNotes(finding),
    ...callNotes(finding),
    ...relatedNotes(related),
  ];
}

/** What was expected, and what does not meet it. */
function expectationNotes(finding: Finding): readonly string[] {
  if (finding.type !== 'expectation-unmet') return [];
  const { expectation, sides, connection } = finding;
  return [`expected: ${expectation}`, ...(connection === undefined ? [sidesText(sides)] : connectionNotes(connection))];
}

/** What the change that a run is about has to do with it. */
function changeNotes({ type, removed, appliedFrom, until }: Finding): readonly string[] {
  return [
    ...(removed === undefined || type === 'resource-removed' ? [] : ['this change no longer declares it']),
    ...(appliedFrom === undefined ? [] : [`applied from this change: AWS is as its commit ${appliedFrom.slice(0, 7)}`]),
    ...(until === undefined ? [] : [`counts as drift from ${instantText(until)} on`]),
  ];
}

/** Where to look for what is in no repository. */
function callNotes({ at, calledAt }: Finding): readonly string[] {
  if (at === undefined || calledAt === undefined) return [];
  return [`in the code of an installed module (${placeText(at)}), called at ${placeText(calledAt)}`];
}

function nearestNotes(finding: Finding): readonly string[] {
  return finding.type === 'member-unknown' && finding.nearest !== undefined
    ? [`the nearest key that ECS knows: ${finding.nearest}`]
    : [];
}

/** That AWS does not know what is declared, in a few words; undefined of everything else. */
export function unknownMemberText(finding: Finding): string | undefined {
  return finding.type === 'member-unknown' ? ['no key of ECS', ...nearestNotes(finding)].join('; ') : undefined;
}

/** What was accepted where that is no difference of two values, as its title; undefined of everything else. */
export function setAsideText(finding: Finding): string | undefined {
  const hasValues = finding.declared !== undefined || finding.live !== undefined;
  return finding.verdict === 'ignored' && !hasValues ? findingTitle(finding) : undefined;
}

/** All that has to do with a finding, in one sentence. */
function relatedNotes(related: NonNullable<Finding['related']>): readonly string[] {
  const places = related.flatMap(({ address, at }) => {
    if (address === undefined) return at === undefined ? [] : [placeText(at)];
    return [at === undefined ? address : `${address} (${placeText(at)})`];
  });
  return places.length === 0 ? [] : [`see also ${[...new Set(places)].join(', ')}`];
}

const causes = {
  'never-applied': 'the code was never applied',
  'changed-by-hand': 'changed outside of Terraform after the last apply',
  both: 'the code was not applied, and AWS was changed outside of Terraform too',
} as const;

const ages = { new: 'new', known: 'known before', resolved: 'resolved' } as const;

/** A line that was committed after the last registration cannot have been applied. */
function historyNotes(history: NonNullable<Finding['history']>): readonly string[] {
  const { declaredAt, declaredIn, registeredAt, registeredBy } = history;
  const by = registeredBy === undefined ? '' : ` by ${principalText(registeredBy)}`;
  if (declaredAt !== undefined && registeredAt !== undefined && Date.parse(declaredAt) > Date.parse(registeredAt)) {
    const where = declaredIn === undefined ? '' : ` in ${declaredIn}`;
    return [
      `declared on ${instantText(declaredAt)}${where}, last revision registered on ${instantText(registeredAt)}${by}: not applied since`,
    ];
  }
  return [
    ...(declaredAt === undefined && declaredIn === undefined
      ? []
      : [['declared', ...onDay(declaredAt), ...(declaredIn === undefined ? [] : [`in ${declaredIn}`])].join(' ')]),
    ...(registeredAt === undefined && registeredBy === undefined
      ? []
      : [['last revision registered', ...onDay(registeredAt)].join(' ') + by]),
  ];
}

const onDay = (day: string | undefined): readonly string[] => (day === undefined ? [] : [`on ${instantText(day)}`]);

function policyNotes(policy: PolicyData, verdict: Finding['verdict']): readonly string[] {
  const { bounds: _, ...owner } = policy;
  const outside = verdict === 'owned' ? undefined : outsideText(policy);
  const text = policyText(outside === undefined ? policy : owner);
  return [...(outside === undefined ? [] : [outside]), ...(text === '' ? [] : [text])];
}

/** What a hop of the delivery chain is called. */
export function hopText(hop: Hop['hop']): string {
  return hops[hop];
}

const hops: Readonly<Record<Hop['hop'], string>> = {
  declared: 'in the code',
  'latest-revision': 'latest revision',
  service: 'service',
  deployment: 'deployment',
  task: 'running tasks',
  image: 'image',
};

const hopStates: Readonly<Record<Hop['state'], string>> = {
  'as-declared': 'as declared',
  owned: 'as declared, but for what is owned elsewhere',
  differs: 'differs',
  undetermined: 'not known',
};

/** How a hop compares with the code. */
export function hopStateText(hop: Hop): string {
  const state = hopStates[hop.state];
  return [
    state,
    ...(hop.revision === undefined ? [] : [`revision ${hop.revision}`]),
    ...(hop.container === undefined ? [] : [`container ${hop.container}`]),
    ...(hop.tasks === undefined ? [] : [tasksText(hop.tasks)]),
    ...(hop.status === undefined ? [] : [hop.status]),
    ...(hop.since === undefined ? [] : [`since ${instantText(hop.since)}`]),
    ...(hop.by === undefined ? [] : [`by ${principalText(hop.by)}`]),
    ...(hop.waiting === undefined ? [] : [waitingText(hop.waiting)]),
  ].join(', ');
}

function tasksText(tasks: number): string {
  return tasks === 0 ? 'no task runs' : tasks === 1 ? '1 task' : `${tasks} tasks`;
}

/** Where on AWS a thing is, as one finds it in the console; empty when nothing is known of it. */
export function identityText(kind: KindName, identity: LiveIdentity): string {
  switch (kind) {
    case 'ecs-task-definition':
      return taskDefinitionText(identity);
    case 'ecs-service':
      return serviceText(identity);
    case 'security-group':
      return groupText(identity);
    default:
      return namedText(kind, identity);
  }
}

/** A thing of a kind that has no words of its own. */
function namedText(kind: string, { name, id }: LiveIdentity): string {
  const named = name ?? id;
  return named === undefined ? '' : `${kind.replaceAll('-', ' ')} ${named}`;
}

/** With the revision that it names: what is running now is asked first. */
function serviceText(identity: LiveIdentity): string {
  const { service, family, revision } = identity;
  if (service === undefined) return '';
  const on = family === undefined || revision === undefined ? '' : `, on ${family}:${revision}`;
  return `service ${service}${clusterText(identity)}${on}`;
}

function taskDefinitionText(identity: LiveIdentity): string {
  const { family, revision, latestRevision, service } = identity;
  if (family === undefined) return '';
  const name = revision === undefined ? family : `${family}:${revision}`;
  const run = service === undefined ? clusterText(identity) : `, run by service ${service}${clusterText(identity)}`;
  const latest =
    latestRevision === undefined || latestRevision === revision ? '' : `; the latest revision is ${latestRevision}`;
  return `task definition ${name}${run}${latest}`;
}

/** The cluster's name, also when it is known by its ARN. */
function clusterText({ cluster }: LiveIdentity): string {
  return cluster === undefined ? '' : ` in cluster ${lastSegment(cluster)}`;
}

function groupText({ id, name, vpcId }: LiveIdentity): string {
  if (id === undefined && name === undefined) return '';
  const named = id === undefined ? name : name === undefined ? id : `${id} (${name})`;
  return `security group ${named}${vpcId === undefined ? '' : ` in ${vpcId}`}`;
}
