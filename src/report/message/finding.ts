import { lastSegment } from '../../model/arn.ts';
import type { Finding, KindName, LiveIdentity, Verdict } from '../../model/report.ts';
import type { RuleId } from '../../model/rule.ts';
import { shorten } from '../printable.ts';
import { instantText, principalText } from './instant.ts';
import { placeText } from './reason.ts';

/** One line: what is the case. Holds names, no values. */
export function findingTitle(finding: Finding): string {
  return titles[finding.rule](subjectOf(finding));
}

/** What a title is made from. */
interface Subject {
  /** The container, when the path leads into one. */
  readonly container: string;
  /** The path's last key (`HUGGINGFACE_API_KEY`, `6379/tcp from sg-1`), else its last attribute. */
  readonly element: string;
  /** What of the container or of the resource: the path below it. */
  readonly attribute: string;
  /** What AWS or the code calls the resource. */
  readonly name: string;
  /** `differs`, `is missing`, … as the finding's type has it. */
  readonly predicate: string;
}

const longestName = 160;

function subjectOf(finding: Finding): Subject {
  const match = /^containers\[(?<container>[^\]]*)\]\.?(?<rest>.*)$/s.exec(finding.path);
  const attribute = match?.groups?.['rest'] ?? finding.path;
  const element = /\[(?<key>.*)\][^\]]*$/s.exec(attribute)?.groups?.['key'] ?? attribute;
  const { identity } = finding;
  return {
    container: shorten(match?.groups?.['container'] ?? '', longestName),
    element: shorten(element, longestName),
    attribute: shorten(attribute, longestName),
    name: identity.service ?? identity.family ?? identity.name ?? identity.id ?? finding.address,
    predicate: predicates[finding.type],
  };
}

const predicates: Readonly<Record<Finding['type'], string>> = {
  'attribute-changed': 'differs',
  'element-missing': 'is missing',
  'element-extra': 'is not declared',
  'resource-missing': 'does not exist',
  'resource-unmanaged': 'is not declared',
  'delivery-broken': 'did not reach the running containers',
  'expectation-unmet': 'is not as expected',
};

const inContainer = (container: string): string => (container === '' ? 'the container' : `container ${container}`);

const ofEntry = (s: Subject): string => `${s.element} of ${inContainer(s.container)}`;

const titles: Readonly<Record<RuleId, (subject: Subject) => string>> = {
  'ecs/task-definition-missing': ({ name }) => `Task definition ${name} has no active revision`,
  'ecs/task-definition-changed': (s) => `${s.attribute} of the task definition ${s.predicate}`,
  'ecs/container-missing': ({ container, element }) => `Container ${container || element} is missing`,
  'ecs/container-extra': ({ container, element }) => `Container ${container || element} is not declared`,
  'ecs/container-changed': (s) => `${s.attribute} of ${inContainer(s.container)} ${s.predicate}`,
  'ecs/image-changed': ({ container }) => `Image of ${inContainer(container)} differs`,
  'ecs/env-missing': (s) => `Environment variable ${s.element} is missing from ${inContainer(s.container)}`,
  'ecs/env-changed': (s) => `Environment variable ${s.element} of ${inContainer(s.container)} differs`,
  'ecs/env-extra': (s) => `Environment variable ${s.element} of ${inContainer(s.container)} is not declared`,
  'ecs/secret-missing': (s) => `Secret ${s.element} is missing from ${inContainer(s.container)}`,
  'ecs/secret-changed': (s) => `Secret ${s.element} of ${inContainer(s.container)} comes from another place`,
  'ecs/secret-extra': (s) => `Secret ${s.element} of ${inContainer(s.container)} is not declared`,
  'ecs/secret-source-missing': (s) => `The source of secret ${ofEntry(s)} does not exist`,
  'ecs/secret-version-missing': (s) => `The source of secret ${ofEntry(s)} has no such version`,
  'ecs/secret-source-region': (s) => `The source of secret ${ofEntry(s)} is in another region`,
  'ecs/tags-changed': (s) => `Tag ${s.element} ${s.predicate}`,
  'ecs/service-missing': ({ name }) => `Service ${name} does not exist`,
  'ecs/service-inactive': ({ name }) => `Service ${name} is being or has been deleted`,
  'ecs/service-changed': (s) => `${s.attribute} of the service ${s.predicate}`,
  'ecs/service-desired-count': () => 'Desired count of the service differs',
  'ecs/service-revision': () => 'The service runs another task definition revision than declared',
  'delivery/not-deployed': ({ name }) =>
    `Service ${name} does not run what is declared: it was registered and never deployed`,
  'delivery/rolled-back': ({ name }) => `Service ${name} does not run what is declared: the deployment was rolled back`,
  'delivery/not-running': ({ name }) =>
    `Service ${name} does not run what is declared: it was registered, and not deployed or rolled back`,
  'delivery/deployment-failed': ({ name }) => `The deployment of what is declared for service ${name} fails`,
  'delivery/in-progress': ({ name }) => `A deployment of service ${name} is under way`,
  'delivery/tasks-outdated': ({ name }) => `Tasks of service ${name} run an older revision`,
  'delivery/image-stale': ({ container }) => `The image of container ${container} was rebuilt and not deployed again`,
  'delivery/overrides': ({ container, element }) => `Tasks run with another ${element} in container ${container}`,
  'delivery/secret-newer': ({ container, element }) =>
    `Secret ${element} of container ${container} was changed after tasks started`,
  'delivery/revision-inactive': ({ name }) => `Service ${name} runs a revision that was deregistered`,
  'sg/group-missing': ({ name }) => `Security group ${name} does not exist`,
  'sg/group-changed': (s) => `${s.attribute} of the security group ${s.predicate}`,
  'sg/rule-missing': ({ attribute }) => `${ruleText(attribute)} is missing`,
  'sg/rule-extra': ({ attribute }) => `${ruleText(attribute)} is not declared`,
  'sg/rule-changed': ({ attribute }) => `${ruleText(attribute)} differs`,
  'sg/rule-description-changed': ({ attribute }) =>
    `Description of ${lowerFirst(ruleText(attribute.replace(/\.description$/, '')))} differs`,
};

/** `ingress[6379/tcp from sg-1].description` as `Description of ingress 6379/tcp from sg-1`. */
function ruleText(path: string): string {
  const match = /^(?<direction>ingress|egress|rule)\[(?<rule>.*)\](?:\.(?<attribute>[^\]]*))?$/s.exec(path);
  if (match?.groups === undefined) return path === '' ? 'A rule' : `Rule ${path}`;
  const { direction = '', rule = '', attribute } = match.groups;
  return attribute === undefined
    ? `${upperFirst(direction)} ${rule}`
    : `${upperFirst(attribute)} of ${direction} ${rule}`;
}

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
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

/** What else is known of a finding: how it came about, since when, who accepted it. Each a sentence of its own. */
export function findingNotes(finding: Finding): readonly string[] {
  const { since, firstSeen, cause, history, policy, related = [] } = finding;
  return [
    ...(cause === undefined || cause === 'unknown' ? [] : [causes[cause]]),
    ...(since === undefined ? [] : [`${ages[since]}${firstSeen === undefined ? '' : `, first seen on ${firstSeen}`}`]),
    ...historyNotes(history ?? {}),
    ...policyNotes(policy ?? {}),
    ...(finding.type === 'expectation-unmet' ? [`expected: ${finding.expectation}`] : []),
    ...relatedNotes(related),
  ];
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

function policyNotes(policy: NonNullable<Finding['policy']>): readonly string[] {
  return [
    ...(policy.owner === undefined ? [] : [`owner: ${policy.owner}`]),
    ...(policy.reason === undefined ? [] : [`reason: ${policy.reason}`]),
    ...(policy.expires === undefined ? [] : [`until ${policy.expires}`]),
  ];
}

type Hop = Extract<Finding, { type: 'delivery-broken' }>['hops'][number];

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

/** How a hop compares with the code. */
export function hopStateText(hop: Hop): string {
  const state = { 'as-declared': 'as declared', differs: 'differs', undetermined: 'not known' }[hop.state];
  return [
    state,
    ...(hop.revision === undefined ? [] : [`revision ${hop.revision}`]),
    ...(hop.container === undefined ? [] : [`container ${hop.container}`]),
    ...(hop.tasks === undefined ? [] : [tasksText(hop.tasks)]),
    ...(hop.status === undefined ? [] : [hop.status]),
    ...(hop.since === undefined ? [] : [`since ${instantText(hop.since)}`]),
    ...(hop.by === undefined ? [] : [`by ${principalText(hop.by)}`]),
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
      return identity.service === undefined ? '' : `service ${identity.service}${clusterText(identity)}`;
    case 'security-group':
      return groupText(identity);
  }
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
