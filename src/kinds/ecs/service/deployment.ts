import type { Comparer } from '../../../compare/comparison.ts';
import type { KnownRecord, RecordOf } from '../../../compare/declared.ts';
import { keyed } from '../../../compare/keyed.ts';
import { managed, members, optional, record } from '../../../compare/record.ts';
import { scalar, text } from '../../../compare/scalar.ts';
import { set } from '../../../compare/set.ts';
import {
  attribute,
  blocks,
  type DeclaredBlock,
  type DeclaredBody,
  readBool,
  readNumber,
  readStringLike,
} from '../../../model/declared.ts';
import type { Text } from '../../../model/secret/secret.ts';
import { collectionReader, readBlock, readBlocks, readSealed } from '../../read.ts';
import { roleSpellings, sameRole } from '../arn.ts';
import { single, singleOr } from './block.ts';

/* How a service is deployed: strategy, hooks and alarms. */

const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

export interface AlarmsModel {
  readonly alarmNames?: readonly Text[] | undefined;
  readonly enable?: boolean | undefined;
  readonly rollback?: boolean | undefined;
}
export interface DeploymentConfigurationModel {
  readonly strategy?: Text | undefined;
  readonly bakeTimeInMinutes?: number | undefined;
  readonly lifecycleHooks?: readonly LifecycleHookModel[] | undefined;
  readonly linearConfiguration?: LinearModel | undefined;
  readonly canaryConfiguration?: CanaryModel | undefined;
}
export interface LifecycleHookModel {
  readonly hookTargetArn?: string | undefined;
  readonly roleArn?: Text | undefined;
  readonly lifecycleStages?: readonly Text[] | undefined;
}
export interface LinearModel {
  readonly stepPercent?: number | undefined;
  readonly stepBakeTimeInMinutes?: number | undefined;
}
export interface CanaryModel {
  readonly canaryPercent?: number | undefined;
  readonly canaryBakeTimeInMinutes?: number | undefined;
}

const flag = managed(scalar<boolean>({ absentAs: false }));
const number = managed(scalar<number>());

/** Compares the alarms that stop a deployment. */
export const alarms: Comparer<RecordOf<AlarmsModel>, AlarmsModel> = record<AlarmsModel>({
  alarmNames: managed(set<Text>()),
  enable: flag,
  rollback: flag,
});

const lifecycleHooks = keyed<LifecycleHookModel>({
  declaredKey: ({ members: { hookTargetArn } }) => hookTargetArn,
  liveKey: ({ hookTargetArn = '' }) => hookTargetArn,
  compare: members<LifecycleHookModel>({
    hookTargetArn: managed(text()),
    roleArn: managed(text({ same: sameRole, spellings: roleSpellings })),
    lifecycleStages: managed(set<Text>()),
  }),
  pairTheRest: true,
});

/**
 * Compares how a service is deployed. The block is computed as a whole: what it leaves out is left to AWS.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go
 */
export const deploymentConfiguration: Comparer<
  RecordOf<DeploymentConfigurationModel>,
  DeploymentConfigurationModel
> = record<DeploymentConfigurationModel>({
  strategy: optional(text({ absentAs: 'ROLLING', source: `${api}/API_DeploymentConfiguration.html` })),
  bakeTimeInMinutes: optional(scalar<number>({ absentAs: 0 })),
  lifecycleHooks: managed(lifecycleHooks),
  linearConfiguration: optional(
    record<LinearModel>({ stepPercent: optional(number.compare), stepBakeTimeInMinutes: optional(number.compare) }),
  ),
  canaryConfiguration: optional(
    record<CanaryModel>({ canaryPercent: optional(number.compare), canaryBakeTimeInMinutes: optional(number.compare) }),
  ),
});

/** Reads `alarms`. */
export function declaredAlarms(body: DeclaredBody): RecordOf<AlarmsModel> | undefined {
  return single<AlarmsModel>(
    body,
    'alarms',
    { alarmNames: collectionReader(readSealed), enable: readBool, rollback: readBool },
    { alarmNames: 'alarm_names', enable: 'enable', rollback: 'rollback' },
  );
}

/** Reads `deployment_configuration`. */
export function declaredDeploymentConfiguration(
  body: DeclaredBody,
): RecordOf<DeploymentConfigurationModel> | undefined {
  return singleOr(
    body,
    'deployment_configuration',
    ({ body: inside, at }): KnownRecord<DeploymentConfigurationModel> => {
      return {
        state: 'record',
        at,
        members: {
          strategy: readSealed(attribute(inside, 'strategy')),
          bakeTimeInMinutes: readNumber(attribute(inside, 'bake_time_in_minutes')),
          lifecycleHooks: readBlocks(blocks(inside, 'lifecycle_hook'), readHook),
          linearConfiguration: single<LinearModel>(
            inside,
            'linear_configuration',
            { stepPercent: readNumber, stepBakeTimeInMinutes: readNumber },
            { stepPercent: 'step_percent', stepBakeTimeInMinutes: 'step_bake_time_in_minutes' },
          ),
          canaryConfiguration: single<CanaryModel>(
            inside,
            'canary_configuration',
            { canaryPercent: readNumber, canaryBakeTimeInMinutes: readNumber },
            { canaryPercent: 'canary_percent', canaryBakeTimeInMinutes: 'canary_bake_time_in_minutes' },
          ),
        },
      };
    },
  );
}

function readHook(block: DeclaredBlock): KnownRecord<LifecycleHookModel> {
  return readBlock<LifecycleHookModel>(
    block,
    { hookTargetArn: readStringLike, roleArn: readSealed, lifecycleStages: collectionReader(readSealed) },
    { hookTargetArn: 'hook_target_arn', roleArn: 'role_arn', lifecycleStages: 'lifecycle_stages' },
  );
}
