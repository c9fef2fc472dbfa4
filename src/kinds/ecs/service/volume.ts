import type { Comparer } from '../../../compare/comparison.ts';
import type { CollectionOf, KnownRecord, RecordOf } from '../../../compare/declared.ts';
import { keyed } from '../../../compare/keyed.ts';
import { map } from '../../../compare/map.ts';
import { managed, members, optional, record } from '../../../compare/record.ts';
import { scalar, text } from '../../../compare/scalar.ts';
import {
  attribute,
  blocks,
  type DeclaredBlock,
  type DeclaredBody,
  readBool,
  readNumber,
  readStringLike,
  type Value,
} from '../../../model/declared.ts';
import type { Text } from '../../../model/secret/secret.ts';
import { readBlock, readBlocks, readSealed, textMapReader } from '../../read.ts';
import { roleSpellings, sameRole } from '../arn.ts';
import { singleOr } from './block.ts';

/*
 * Volumes that ECS attaches to each task, and the target groups of VPC Lattice. ECS keeps both with each deployment, and the PRIMARY one's
 * hold: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */

export interface ServiceVolumeModel {
  readonly name?: string | undefined;
  readonly managedEbsVolume?: EbsVolumeModel | undefined;
}
export interface EbsVolumeModel {
  readonly encrypted?: boolean | undefined;
  readonly kmsKeyId?: Text | undefined;
  readonly volumeType?: Text | undefined;
  readonly sizeInGiB?: number | undefined;
  readonly snapshotId?: Text | undefined;
  readonly volumeInitializationRate?: number | undefined;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
  readonly roleArn?: Text | undefined;
  readonly filesystemType?: Text | undefined;
  readonly tagSpecifications?: readonly TagSpecificationModel[] | undefined;
}
export interface TagSpecificationModel {
  readonly resourceType?: string | undefined;
  readonly propagateTags?: Text | undefined;
  readonly tags?: ReadonlyMap<string, Text> | undefined;
}
export interface LatticeModel {
  readonly portName?: string | undefined;
  readonly roleArn?: Text | undefined;
  readonly targetGroupArn?: Text | undefined;
}

const role = managed(text({ same: sameRole, spellings: roleSpellings }));
const word = text({ absentAs: '' });
const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

const tagSpecifications = keyed<TagSpecificationModel>({
  declaredKey: ({ members: { resourceType } }) => resourceType,
  liveKey: ({ resourceType = '' }) => resourceType,
  compare: members<TagSpecificationModel>({
    resourceType: managed(text()),
    propagateTags: managed(text({ absentAs: 'NONE', source: `${api}/API_EBSTagSpecification.html` })),
    tags: managed(map<Value<Text>, Text>(text({ absentAs: '' }))),
  }),
});

const ebs = record<EbsVolumeModel>({
  encrypted: optional(
    scalar<boolean>({ absentAs: true, source: `${api}/API_ServiceManagedEBSVolumeConfiguration.html` }),
  ),
  kmsKeyId: managed(word),
  // AWS chooses them by the type and the size of the volume.
  volumeType: optional(text()),
  sizeInGiB: optional(scalar<number>()),
  snapshotId: managed(word),
  volumeInitializationRate: managed(scalar<number>({ absentAs: 0 })),
  iops: optional(scalar<number>()),
  throughput: optional(scalar<number>()),
  roleArn: role,
  filesystemType: optional(text({ absentAs: 'xfs', source: `${api}/API_ServiceManagedEBSVolumeConfiguration.html` })),
  tagSpecifications: managed(tagSpecifications),
});

/** Compares the volumes that are configured at launch. */
export const serviceVolumes: Comparer<
  CollectionOf<RecordOf<ServiceVolumeModel>>,
  readonly ServiceVolumeModel[]
> = keyed<ServiceVolumeModel>({
  declaredKey: ({ members: { name } }) => name,
  liveKey: ({ name = '' }) => name,
  compare: members<ServiceVolumeModel>({ name: managed(text()), managedEbsVolume: managed(ebs) }),
});

/** Compares the target groups of VPC Lattice. */
export const lattice: Comparer<CollectionOf<RecordOf<LatticeModel>>, readonly LatticeModel[]> = keyed<LatticeModel>({
  declaredKey: ({ members: { portName } }) => portName,
  liveKey: ({ portName = '' }) => portName,
  compare: members<LatticeModel>({
    portName: managed(text()),
    roleArn: role,
    targetGroupArn: managed(text()),
  }),
});

/** Reads `volume_configuration`. */
export function declaredVolumes(body: DeclaredBody): CollectionOf<RecordOf<ServiceVolumeModel>> | undefined {
  return readBlocks(blocks(body, 'volume_configuration'), ({ body: inside, at }): KnownRecord<ServiceVolumeModel> => {
    return {
      state: 'record',
      at,
      members: {
        name: readStringLike(attribute(inside, 'name')),
        managedEbsVolume: singleOr(inside, 'managed_ebs_volume', readEbs),
      },
    };
  });
}

function readEbs({ body, at }: DeclaredBlock): KnownRecord<EbsVolumeModel> {
  const word = (name: string) => readSealed(attribute(body, name));
  const number = (name: string) => readNumber(attribute(body, name));
  return {
    state: 'record',
    at,
    members: {
      encrypted: readBool(attribute(body, 'encrypted')),
      kmsKeyId: word('kms_key_id'),
      volumeType: word('volume_type'),
      sizeInGiB: number('size_in_gb'),
      snapshotId: word('snapshot_id'),
      volumeInitializationRate: number('volume_initialization_rate'),
      iops: number('iops'),
      throughput: number('throughput'),
      roleArn: word('role_arn'),
      filesystemType: word('file_system_type'),
      tagSpecifications: readBlocks(blocks(body, 'tag_specifications'), (block) =>
        readBlock<TagSpecificationModel>(
          block,
          { resourceType: readStringLike, propagateTags: readSealed, tags: textMapReader },
          { resourceType: 'resource_type', propagateTags: 'propagate_tags', tags: 'tags' },
        ),
      ),
    },
  };
}

/** Reads `vpc_lattice_configurations`. */
export function declaredLattice(body: DeclaredBody): CollectionOf<RecordOf<LatticeModel>> | undefined {
  return readBlocks(blocks(body, 'vpc_lattice_configurations'), (block) =>
    readBlock<LatticeModel>(
      block,
      { portName: readStringLike, roleArn: readSealed, targetGroupArn: readSealed },
      { portName: 'port_name', roleArn: 'role_arn', targetGroupArn: 'target_group_arn' },
    ),
  );
}
