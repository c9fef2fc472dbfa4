import { lastSegment } from '../../model/arn.ts';
import type { Hop } from '../../model/report/delivery.ts';
import type { Trace, TraceProblem, TraceVerdict } from '../../model/trace.ts';
import { shorten } from '../printable.ts';
import { continueCommand, waitingText } from './delivery.ts';
import { hopText } from './finding.ts';
import { instantText, principalText } from './instant.ts';
import { policyText } from './policy.ts';
import { valueText } from './value.ts';

/** What is followed, and where. */
export function traceHeading({ identity, followed, source }: Trace): string {
  const { service = '', cluster, account, region } = identity;
  const what = followed === undefined ? '' : 'env' in followed ? `${followed.env} in ` : `${followed.path} in `;
  const place = [...(account === undefined ? [] : [`account ${account}`]), ...(region === undefined ? [] : [region])];
  const where = cluster === undefined ? '' : ` in cluster ${clusterText(cluster)}`;
  const from = source === 'aws' ? '' : ', from a snapshot';
  return `${what}service ${service}${where}${place.length === 0 ? '' : ` (${place.join(', ')}${from})`}`;
}

/** A hop's name: `revision 151`, `2 tasks`, `image of api`. */
export function hopName(hop: Hop): string {
  switch (hop.hop) {
    case 'latest-revision':
      return hop.revision === undefined ? hopText(hop.hop) : `latest revision ${hop.revision}`;
    case 'service':
      return hop.revision === undefined ? hopText(hop.hop) : `service runs ${hop.revision}`;
    case 'deployment':
      return hop.revision === undefined ? hopText(hop.hop) : `deployment of ${hop.revision}`;
    case 'task': {
      if (hop.tasks === undefined) return hopText(hop.hop);
      const tasks = hop.tasks === 1 ? '1 task' : hop.tasks === 0 ? 'no running task' : `${hop.tasks} tasks`;
      return hop.revision === undefined ? tasks : `${tasks} of ${hop.revision}`;
    }
    case 'image':
      return hop.container === undefined ? hopText(hop.hop) : `image of ${hop.container}`;
    case 'declared':
      return hopText(hop.hop);
  }
}

const longestValue = 120;

/** How a hop stands: its value or its state, since when and by whom. */
export function hopStanding(hop: Hop, reference: Trace['reference']): string {
  const { state, value, status, since, by, digest, waiting, owners = [] } = hop;
  const as = reference === 'code' ? 'as declared' : 'as in the latest revision';
  const states = {
    'as-declared': as,
    owned: ['owned', ...owners.map(policyText)].join(', '),
    differs: reference === 'code' ? 'not as declared' : `not ${as}`,
    undetermined: 'not known',
  };
  const isReference = hop.hop === 'declared' || (reference === 'latest-revision' && hop.hop === 'latest-revision');
  const word =
    hop.hop === 'deployment' && state === 'differs' && status === undefined ? 'there was none' : states[state];
  return [
    // What is as expected is the value that stands in the first line.
    ...(value === undefined || (state === 'as-declared' && !isReference)
      ? []
      : [shorten(valueText(value), longestValue)]),
    ...(isReference ? [] : hop.tasks === 0 ? [] : [word]),
    ...(digest === undefined ? [] : [shorten(digest, 24)]),
    ...(status === undefined ? [] : [status]),
    ...(since === undefined ? [] : [`${hop.hop === 'image' ? 'tag pushed' : 'since'} ${instantText(since)}`]),
    ...(by === undefined ? [] : [`by ${principalText(by)}`]),
    ...(waiting === undefined ? [] : [waitingText(waiting)]),
  ].join(', ');
}

/** What the trace came to, in one sentence. */
export function traceVerdictText(trace: Trace): string {
  const verdict = verdicts[trace.verdict](trace);
  return trace.interrupted === undefined ? verdict : `Interrupted. As far as it was followed: ${verdict}`;
}

const what = ({ followed }: Trace): string =>
  followed === undefined ? 'what is expected' : 'env' in followed ? followed.env : followed.path;
const newest = ({ identity }: Trace): string => String(identity.latestRevision ?? identity.revision ?? 'the latest');

const verdicts: Readonly<Record<TraceVerdict, (trace: Trace) => string>> = {
  delivered: (trace) => `${trace.followed === undefined ? 'All' : what(trace)} is as expected at every hop.`,
  owned: (trace) =>
    trace.followed === undefined
      ? 'All is as expected at every hop, but for what is owned elsewhere.'
      : `${what(trace)} is not as the code declares it, and is for others to set.`,
  'not-registered': (trace) =>
    trace.reference === 'code'
      ? `Never applied, or taken out again: the latest revision, ${newest(trace)}, does not hold ${what(trace)} as declared.`
      : `The service does not run ${what(trace)} as the latest revision holds it.`,
  'not-deployed': (trace) =>
    `Registered, not deployed: revision ${newest(trace)} holds it and no deployment of it was started.`,
  'rolled-back': (trace) =>
    `Rolled back: revision ${newest(trace)} was deployed and the service went back to ${trace.identity.revision ?? 'another'}.`,
  'not-running': (trace) =>
    `Registered, not running: the service runs ${trace.identity.revision ?? 'another revision'} and not ${newest(trace)}; whether that was deployed and rolled back cannot be told.`,
  'deployment-failed': () => 'The deployment fails: its tasks do not come up.',
  'in-progress': ({ hops }) =>
    hops.some(({ waiting }) => waiting !== undefined)
      ? 'A deployment is under way, and waits for somebody.'
      : 'A deployment is under way.',
  'tasks-outdated': (trace) => {
    const tasks = trace.problems.find(({ rule }) => rule === 'delivery/tasks-outdated')?.tasks;
    return tasks === undefined
      ? 'Some tasks run an older revision.'
      : `${tasks.affected} of ${tasks.running} tasks run an older revision.`;
  },
  'image-stale': () => 'The image was rebuilt under its tag and not deployed again.',
  overrides: () => 'Tasks were started with other settings than their revision.',
  'service-missing': () => 'There is no such service.',
  'service-inactive': () => 'The service was deleted or is being deleted.',
  'family-missing': () => 'No revision of the family is registered.',
  absent: (trace) => `${what(trace)} is neither expected nor there.`,
  undetermined: () => 'It could not be followed to its end.',
};

/** AWS's own word about a problem, and what tasks were started with. */
export function problemNotes({ path, declared, live, rule }: TraceProblem): readonly string[] {
  if (path === undefined || rule === 'delivery/image-stale') return [];
  if (rule === 'delivery/secret-newer') {
    return [
      `${path}: changed ${valueText(declared ?? { absent: true })}, after a task was started (${valueText(live ?? { absent: true })})`,
    ];
  }
  return [
    `${path}: ${valueText(live ?? { absent: true })} in the task, ${valueText(declared ?? { absent: true })} in its revision`,
  ];
}

/** What to run next. */
export function nextCommands(trace: Trace): readonly string[] {
  return [
    ...trace.hops.flatMap(({ waiting }) => (waiting === undefined ? [] : [continueCommand(waiting)])),
    ...commandsAfter(trace),
  ];
}

function commandsAfter({ verdict, identity, declared }: Trace): readonly string[] {
  const { cluster = 'default', service = '', family, latestRevision, revision } = identity;
  const name = clusterText(cluster);
  const select = `--cluster ${name} --service ${service}`;
  const deploy = `aws ecs update-service ${select} --task-definition ${family ?? service}:${latestRevision ?? revision ?? ''}`;
  switch (verdict) {
    case 'not-registered':
    case 'family-missing':
    case 'service-missing':
    case 'service-inactive':
      return [
        declared === undefined
          ? `driftcheck history ${family ?? service}`
          : `terraform plan -target='${declared.address}'`,
      ];
    case 'not-deployed':
      return [deploy];
    case 'rolled-back':
    case 'not-running':
      return [
        `aws ecs describe-services --cluster ${name} --services ${service} --query 'services[].events[:10]'`,
        deploy,
      ];
    case 'deployment-failed':
      return [`aws ecs list-tasks --cluster ${name} --service-name ${service} --desired-status STOPPED`];
    case 'in-progress':
      return [`aws ecs wait services-stable --cluster ${name} --services ${service}`];
    case 'tasks-outdated':
    case 'overrides':
      return [
        `aws ecs list-tasks --cluster ${name} --service-name ${service}`,
        'aws ecs stop-task --cluster <cluster> --task <task>',
      ];
    case 'image-stale':
      return [`aws ecs update-service ${select} --force-new-deployment`];
    case 'delivered':
    case 'owned':
    case 'absent':
    case 'undetermined':
      return [];
  }
}

function clusterText(cluster: string): string {
  return lastSegment(cluster);
}
