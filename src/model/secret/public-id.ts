/**
 * Whether a text is what AWS shows to everyone who may list things: an ARN, the id of a resource (`vpc-…`, `ami-…`), an
 * address or a block of addresses. The names of the ids are those of
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html.
 */
export function isPublicId(text: string): boolean {
  return arn.test(text) || resourceId.test(text) || address.test(text);
}

const arn = /^arn:aws[a-z-]{0,20}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:\d{0,12}:[A-Za-z0-9/_+=.@:*,-]{1,1024}$/;
const resourceId = /^[a-z]{1,12}(?:-[a-z]{1,12}){0,3}-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?:\/\d{1,3})?$/;
