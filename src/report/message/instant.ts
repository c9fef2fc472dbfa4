import { parseArn } from '../../model/arn.ts';

/** `2026-10-21 09:02 UTC` for an ISO 8601 instant; any other text as it is. */
export function instantText(text: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\.\d+)?Z$/.exec(text);
  return match === null ? text : `${match[1]} ${match[2]} UTC`;
}

/** Who: the last part of an ARN, with the role of an assumed one (`hokusai-deploy/terraform`). */
export function principalText(text: string): string {
  const resource = parseArn(text)?.resource ?? text;
  return resource.replace(/^(?:assumed-role|user|role)\//, '');
}
