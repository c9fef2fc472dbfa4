import type { DeploymentCircuitBreaker, DeploymentLifecycleHook } from '@aws-sdk/client-ecs';
import type { KnownRecord } from '../../../compare/declared.ts';
import { elementName } from '../../../compare/element-name.ts';
import type { Value } from '../../../model/declared.ts';
import { compareCodeUnits } from '../../../model/order.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { Unknown } from '../../../model/value.ts';
import {
  bool,
  count,
  flag,
  keyed,
  type LiveOf,
  type ModelOf,
  name,
  number,
  optional,
  record,
  row,
  text,
  textSet,
} from '../../member.ts';
import { type Covered, ignored, type Uncovered } from '../../sdk-members.ts';
import { roleSpellings, sameRole } from '../arn.ts';

/* How a service is deployed: strategy, hooks and alarms. */

const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

/** The alarms that stop a deployment. */
export const alarms = record({ alarmNames: textSet, enable: flag, rollback: flag });
export type AlarmsModel = LiveOf<typeof alarms>;

/**
 * When failures count, and how many are too many, is left to AWS unless it is declared. The arguments have the names
 * that the provider is about to give them: https://github.com/hashicorp/terraform-provider-aws/pull/48752
 */
const circuitBreakerRows = {
  enable: flag,
  rollback: flag,
  resetOnHealthyTask: optional(bool({ absentAs: true, source: `${api}/API_DeploymentCircuitBreaker.html` })),
  thresholdConfiguration: optional(record({ type: optional(text()), value: optional(number()) })),
};
/** What stops a deployment that fails. */
export const circuitBreaker = record(circuitBreakerRows);

/** What of AWS's circuit breaker is not compared. */
export const uncoveredOfCircuitBreaker: Uncovered<DeploymentCircuitBreaker, Covered<typeof circuitBreakerRows>> = {};

const timeout = `${api}/API_DeploymentLifecycleHookTimeoutConfiguration.html`;

const hookRows = {
  targetType: text({ absentAs: 'AWS_LAMBDA', source: `${api}/API_DeploymentLifecycleHook.html` }),
  hookTargetArn: name({ absentAs: '' }),
  roleArn: text({ absentAs: '', same: sameRole, spellings: roleSpellings }),
  lifecycleStages: textSet,
  timeoutConfiguration: record({
    timeoutInMinutes: number({ absentAs: 1440, source: timeout }),
    action: text({ absentAs: 'ROLLBACK', source: timeout }),
  }),
};
type HookModel = ModelOf<typeof hookRows>;

/** What of AWS's hooks is not compared. */
export const uncoveredOfHook: Uncovered<DeploymentLifecycleHook, Covered<typeof hookRows>> = {
  hookDetails: ignored("a document of the user's own; where it is declared, the report lists it as not compared"),
};

const pause = 'PAUSE';

/**
 * A hook is told from others by the function that it calls. One that waits for somebody calls none, and is told by its
 * stages: `PAUSE POST_SCALE_UP`.
 */
const lifecycleHooks = keyed(hookRows, {
  declaredKey: declaredHookKey,
  liveKey: ({ targetType, hookTargetArn, lifecycleStages }) =>
    targetType === pause ? pauseKey(lifecycleStages ?? []) : elementName(hookTargetArn),
  pairTheRest: true,
  merges: true,
});

function declaredHookKey({ members }: KnownRecord<HookModel>): Value<string> | undefined {
  const { targetType, hookTargetArn, lifecycleStages } = members;
  if (targetType !== undefined && targetType.state !== 'known') return hookTargetArn ?? targetType;
  if (targetType?.value !== pause) return hookTargetArn;
  const at = targetType.at === undefined ? {} : { at: targetType.at };
  const open = lifecycleStages?.state === 'unknown' ? lifecycleStages.because : lifecycleStages?.open;
  const stages = lifecycleStages?.state === 'collection' ? lifecycleStages.elements : [];
  const hole = stages.flatMap((stage) =>
    stage.state === 'unknown' ? [stage.because] : stage.state === 'partial' ? stage.parts.filter(isHole) : [],
  )[0];
  const because = open ?? hole;
  if (because !== undefined) return { state: 'partial', parts: [`${pause} `, because], ...at };
  return {
    state: 'known',
    value: pauseKey(stages.flatMap((stage) => (stage.state === 'known' ? [stage.value] : []))),
    ...at,
  };
}

function isHole(part: string | Unknown): part is Unknown {
  return typeof part !== 'string';
}

function pauseKey(stages: readonly Text[]): string {
  return [pause, [...new Set(stages.map((stage) => elementName(stage)))].toSorted(compareCodeUnits).join(', ')].join(
    ' ',
  );
}

const share = optional(number());

/** The rows of how a service is deployed, beside those that stand in the service itself. */
export const deploymentRows = {
  strategy: optional(text({ absentAs: 'ROLLING', source: `${api}/API_DeploymentConfiguration.html` })),
  bakeTimeInMinutes: optional(count),
  lifecycleHooks: row(lifecycleHooks, { terraform: 'lifecycle_hook' }),
  linearConfiguration: optional(record({ stepPercent: share, stepBakeTimeInMinutes: share })),
  canaryConfiguration: optional(record({ canaryPercent: share, canaryBakeTimeInMinutes: share })),
};

/**
 * How a service is deployed. The block is computed as a whole: what it leaves out is left to AWS.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go
 */
export const deploymentConfiguration = record(deploymentRows);
export type DeploymentConfigurationModel = LiveOf<typeof deploymentConfiguration>;
