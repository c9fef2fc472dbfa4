import type { Connection, ConnectionEnd, ConnectionHalf } from '../../model/report/connection.ts';
import { placeText, reasonText } from './reason.ts';

/** What rules come to, by the code and on AWS, in a few words. */
function answerText(answer: Connection['answer']): string {
  return answers[answer];
}

const answers: Readonly<Record<Connection['answer'], string>> = {
  'declared-and-live': 'declared and live',
  'declared-not-live': 'declared, not live',
  'live-not-declared': 'live, not declared',
  neither: 'neither declared nor live',
  live: 'live; the code does not say',
  'not-live': 'not live; whether it is declared is not known',
  'not-declared': 'not declared; whether it is live is not known',
  undetermined: 'not known',
};

/** What several connections came to, each answer with how often. */
export function answersText(connections: readonly Connection[]): string {
  const counts = new Map<string, number>();
  for (const { answer } of connections) counts.set(answerText(answer), (counts.get(answerText(answer)) ?? 0) + 1);
  const [only, ...others] = counts.keys();
  if (only !== undefined && others.length === 0) return only;
  return [...counts].map(([text, count]) => `${count} ${text}`).join('; ');
}

/** What decides of a connection that is not let through: the half that is missing, and the rule that would be it. */
export function connectionNotes({ source, destination, answer, declared, live }: Connection): readonly string[] {
  const halves = [
    { direction: 'egress', end: source, code: declared.egress, aws: live.egress },
    { direction: 'ingress', end: destination, code: declared.ingress, aws: live.ingress },
  ] as const;
  const said = halves.flatMap(({ direction, end, code, aws }) => [
    ...halfNotes(`on AWS`, direction, end, aws),
    ...halfNotes('in the code', direction, end, code),
    ...(aws?.state === 'lacking' && code?.state === 'allowed' ? rulesNotes('declared', code) : []),
    ...(code?.state === 'lacking' && aws?.state === 'allowed' ? rulesNotes('live', aws) : []),
  ]);
  return [answerText(answer), ...said];
}

function halfNotes(
  where: string,
  direction: 'egress' | 'ingress',
  end: ConnectionEnd,
  half: ConnectionHalf | undefined,
): readonly string[] {
  const rules = `${direction} rule of ${endText(end)}`;
  switch (half?.state) {
    case 'lacking':
      return end.absent && where === 'on AWS'
        ? [`${where} there is no ${endText(end)}`]
        : [`${where} no ${rules} allows it`];
    case 'unsaid':
      return [`${where} nothing says which ${direction} rules ${endText(end)} has`];
    case 'undetermined':
      return half.reason === undefined
        ? []
        : [`${where} it is not known whether an ${rules} allows it: ${reasonText(half.reason)}`];
    default:
      return [];
  }
}

function rulesNotes(side: string, { rules = [] }: ConnectionHalf): readonly string[] {
  return rules.map(({ path, address, at, id }) => {
    const where = [...(address === undefined ? [] : [address]), ...(at === undefined ? [] : [placeText(at)])];
    const named = id ?? (where.length === 0 ? undefined : where.join(', '));
    return `${side} as ${path}${named === undefined ? '' : ` (${named})`}`;
  });
}

/** `service api (security groups api-tasks, sg-2)`, `security group redis`. */
function endText({ kind, name, groups }: ConnectionEnd): string {
  if (kind === 'security-group') return `security group ${name}`;
  if (kind === 'cidr') return name;
  const own = groups.map((group) => group.name ?? group.id ?? group.address ?? '?');
  return `service ${name}${own.length === 0 ? '' : ` (${own.length === 1 ? 'security group' : 'security groups'} ${own.join(', ')})`}`;
}
