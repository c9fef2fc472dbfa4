import type { VpcLatticeConfiguration } from '@aws-sdk/client-ecs';
import { type Comparer, nothingCompared } from '../../../compare/comparison.ts';
import { text as compareText } from '../../../compare/scalar.ts';
import { shaped } from '../../../compare/shape.ts';
import type { Value } from '../../../model/declared.ts';
import type { Text } from '../../../model/secret/secret.ts';
import {
  argument,
  bool,
  count,
  type LiveOf,
  name,
  named,
  number,
  optional,
  record,
  row,
  text,
  textMap,
  word,
} from '../../member.ts';
import { readSealed } from '../../read.ts';
import { type Covered, ignored, type Uncovered } from '../../sdk-members.ts';
import { roleSpellings, sameRole } from '../arn.ts';

/*
 * Volumes that ECS attaches to each task, and the target groups of VPC Lattice. ECS keeps both with each deployment,
 * and the PRIMARY one's hold: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */

const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';
const provider = 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service';
/** What a volume has that is created without saying more than its type. */
const volumes = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html';

const role = text({ same: sameRole, spellings: roleSpellings });

const tagSpecifications = named('resourceType', {
  resourceType: name(),
  propagateTags: text({ absentAs: 'NONE', source: `${api}/API_EBSTagSpecification.html` }),
  tags: textMap({ absentAs: '' }),
});

/** The types of which AWS takes one when none is asked for. */
const generalPurpose: ReadonlySet<Text> = new Set(['gp2', 'gp3']);

/**
 * A type that the code leaves out is AWS's choice among those for general purposes, and whether AWS answers with it is
 * not documented: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html
 */
const compareVolumeType: Comparer<Value<Text>, Text> = shaped<Comparer<Value<Text>, Text>>(
  (declared, live, position) =>
    declared === undefined && live !== undefined && generalPurpose.has(live)
      ? nothingCompared
      : compareText({ absentAs: '' })(declared, live, position),
  { kind: 'scalar', absentAs: '' },
);

/**
 * The provider sends `encrypted` and `file_system_type` when the code leaves them out, and the others only as they are
 * declared: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go
 */
const managedEbsVolume = record({
  encrypted: bool({ absentAs: true, source: provider }),
  kmsKeyId: word,
  volumeType: argument(readSealed, compareVolumeType),
  // That of the snapshot, when there is one.
  sizeInGiB: row(optional(number()), { terraform: 'size_in_gb' }),
  snapshotId: word,
  volumeInitializationRate: count,
  iops: number({ absentAs: 3000, source: volumes }),
  throughput: number({ absentAs: 125, source: volumes }),
  roleArn: role,
  filesystemType: row(text({ absentAs: 'xfs', source: provider }), { terraform: 'file_system_type' }),
  tagSpecifications,
});

/** The volumes that are configured at launch. */
export const serviceVolumes = named('name', { name: name(), managedEbsVolume });
export type ServiceVolumesModel = LiveOf<typeof serviceVolumes>;

const latticeRows = { portName: name(), roleArn: role, targetGroupArn: text() };

/** The target groups of VPC Lattice. */
export const latticeTargets = named('portName', latticeRows, { merges: true });
export type LatticeTargetsModel = LiveOf<typeof latticeTargets>;

/** What of AWS's target groups of VPC Lattice is not compared. */
export const uncoveredOfLattice: Uncovered<VpcLatticeConfiguration, Covered<typeof latticeRows>> = {
  advancedConfiguration: ignored('the Terraform provider has no argument for it'),
};
