/** What is used of the CloudTrail client: loaded when it is asked who changed something. */
export { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
