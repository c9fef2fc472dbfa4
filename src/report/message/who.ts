import type { WhoData } from '../../model/report/who.ts';
import { instantText, principalText } from './instant.ts';

/** Who made a difference, in one line; nothing where that could not be asked: a gap says so, once. */
export function whoNotes(who: WhoData | undefined): readonly string[] {
  switch (who?.status) {
    case undefined:
    case 'unreadable':
      return [];
    case 'found':
      return [`${who.confidence === 'certain' ? '' : 'probably '}${eventText(who.event)}`];
    case 'older':
      return ['CloudTrail has no event of it: it is older than 90 days, or its event is not there yet'];
    case 'not-found':
      return [
        who.since === undefined
          ? 'CloudTrail has no event of it in the last 90 days; one may come up to 15 minutes late'
          : `CloudTrail has no event of it since ${instantText(who.since)}; what is before that was not looked through`,
      ];
    case 'not-asked':
      return [whyNotAsked[who.why]];
  }
}

const whyNotAsked = {
  'no-id': 'who did it was not looked up: its id on AWS is not known',
  'other-account': 'who did it was not looked up: its events are in the account that it is in',
} as const;

const clients = {
  console: 'console',
  terraform: 'Terraform',
  cloudformation: 'CloudFormation',
  'aws-cli': 'AWS CLI',
} as const;

type TrailEventData = Extract<WhoData, { status: 'found' }>['event'];

function eventText({ name, at, principal, invokedBy, client }: TrailEventData): string {
  const by =
    principal === undefined ? (invokedBy ?? 'somebody whom CloudTrail does not name') : principalText(principal);
  const means = [
    ...(client === undefined ? [] : [clients[client]]),
    ...(principal === undefined || invokedBy === undefined ? [] : [`through ${invokedBy}`]),
  ];
  return `by ${by}${means.length === 0 ? '' : ` (${means.join(', ')})`}, ${instantText(at)}, ${name}`;
}
