/** A part of AWS with accounts, credentials and host names of its own. */
export interface Partition {
  readonly id: string;
  /** The form of its regions' names, also of those that are yet to come. */
  readonly regionPattern: RegExp;
  /** Those known when this was written. */
  readonly regions: readonly string[];
  /** What its services' host names end in. */
  readonly dnsSuffix: string;
}

/**
 * All partitions. The source is the SDK's own table (`partitionsInfo` of `@aws-sdk/core`), which a test holds these
 * rows against. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export const partitions: readonly Partition[] = [
  {
    id: 'aws',
    regionPattern: /^(?:us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
    regions: words(`
      us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 ca-west-1 mx-central-1 sa-east-1 sa-west-1 af-south-1
      eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3
      il-central-1 me-central-1 me-south-1 me-west-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3
      ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6
      ap-southeast-7`),
    dnsSuffix: 'amazonaws.com',
  },
  {
    id: 'aws-cn',
    regionPattern: /^cn-\w+-\d+$/,
    regions: words('cn-north-1 cn-northwest-1'),
    dnsSuffix: 'amazonaws.com.cn',
  },
  {
    id: 'aws-us-gov',
    regionPattern: /^us-gov-\w+-\d+$/,
    regions: words('us-gov-east-1 us-gov-west-1'),
    dnsSuffix: 'amazonaws.com',
  },
  {
    id: 'aws-iso',
    regionPattern: /^us-iso-\w+-\d+$/,
    regions: words('us-iso-east-1 us-iso-west-1'),
    dnsSuffix: 'c2s.ic.gov',
  },
  {
    id: 'aws-iso-b',
    regionPattern: /^us-isob-\w+-\d+$/,
    regions: words('us-isob-east-1 us-isob-west-1'),
    dnsSuffix: 'sc2s.sgov.gov',
  },
  {
    id: 'aws-iso-e',
    regionPattern: /^eu-isoe-\w+-\d+$/,
    regions: words('eu-isoe-west-1'),
    dnsSuffix: 'cloud.adc-e.uk',
  },
  {
    id: 'aws-iso-f',
    regionPattern: /^us-isof-\w+-\d+$/,
    regions: words('us-isof-east-1 us-isof-south-1'),
    dnsSuffix: 'csp.hci.ic.gov',
  },
  {
    id: 'aws-eusc',
    regionPattern: /^eusc-de-\w+-\d+$/,
    regions: words('eusc-de-east-1'),
    dnsSuffix: 'amazonaws.eu',
  },
];

/** The partition that a region belongs to; undefined for a name of no form that AWS uses. */
export function partitionOfRegion(region: string): string | undefined {
  return partitions.find(({ regionPattern }) => regionPattern.test(region))?.id;
}

/** What the host names of a partition's services end in; undefined for a partition that is not known here. */
export function dnsSuffixOf(partition: string): string | undefined {
  return partitions.find(({ id }) => id === partition)?.dnsSuffix;
}

/**
 * The regions known when this was written, to tell a made-up region from a network without DNS: both end in
 * `ENOTFOUND`. A region that is not listed works all the same.
 */
export const knownRegions: ReadonlySet<string> = new Set(partitions.flatMap(({ regions }) => regions));

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
