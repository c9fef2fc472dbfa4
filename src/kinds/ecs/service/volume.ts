import type { VpcLatticeConfiguration } from '@aws-sdk/client-ecs';
import {
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
import { type Covered, ignored, type Uncovered } from '../../sdk-members.ts';
import { roleSpellings, sameRole } from '../arn.ts';

/*
 * Volumes that ECS attaches to each task, and the target groups of VPC Lattice. ECS keeps both with each deployment,
 * and the PRIMARY one's hold: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */

const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

const role = text({ same: sameRole, spellings: roleSpellings });

const tagSpecifications = named('resourceType', {
  resourceType: name(),
  propagateTags: text({ absentAs: 'NONE', source: `${api}/API_EBSTagSpecification.html` }),
  tags: textMap({ absentAs: '' }),
});

const managedEbsVolume = record({
  encrypted: optional(bool({ absentAs: true, source: `${api}/API_ServiceManagedEBSVolumeConfiguration.html` })),
  kmsKeyId: word,
  // AWS chooses them by the type and the size of the volume.
  volumeType: optional(text()),
  sizeInGiB: row(optional(number()), { terraform: 'size_in_gb' }),
  snapshotId: word,
  volumeInitializationRate: count,
  iops: optional(number()),
  throughput: optional(number()),
  roleArn: role,
  filesystemType: row(
    optional(text({ absentAs: 'xfs', source: `${api}/API_ServiceManagedEBSVolumeConfiguration.html` })),
    { terraform: 'file_system_type' },
  ),
  tagSpecifications,
});

/** The volumes that are configured at launch. */
export const serviceVolumes = named('name', { name: name(), managedEbsVolume });
export type ServiceVolumesModel = LiveOf<typeof serviceVolumes>;

const latticeRows = { portName: name(), roleArn: role, targetGroupArn: text() };

/** The target groups of VPC Lattice. */
export const latticeTargets = named('portName', latticeRows);
export type LatticeTargetsModel = LiveOf<typeof latticeTargets>;

/** What of AWS's target groups of VPC Lattice is not compared. */
export const uncoveredOfLattice: Uncovered<VpcLatticeConfiguration, Covered<typeof latticeRows>> = {
  advancedConfiguration: ignored('the Terraform provider has no argument for it'),
};
