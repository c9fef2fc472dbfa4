import type { DeploymentCircuitBreaker, DeploymentLifecycleHook } from '@aws-sdk/client-ecs';
import { count, flag, type LiveOf, name, named, number, optional, record, row, text, textSet } from '../../member.ts';
import { type Covered, ignored, type Uncovered } from '../../sdk-members.ts';
import { roleSpellings, sameRole } from '../arn.ts';

/* How a service is deployed: strategy, hooks and alarms. */

const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';
const notInProvider = 'the Terraform provider has no argument for it';

/** The alarms that stop a deployment. */
export const alarms = record({ alarmNames: textSet, enable: flag, rollback: flag });
export type AlarmsModel = LiveOf<typeof alarms>;

const circuitBreakerRows = { enable: flag, rollback: flag };
/** What stops a deployment that fails. */
export const circuitBreaker = record(circuitBreakerRows);

/** What of AWS's circuit breaker is not compared. */
export const uncoveredOfCircuitBreaker: Uncovered<DeploymentCircuitBreaker, Covered<typeof circuitBreakerRows>> = {
  resetOnHealthyTask: ignored(notInProvider),
  thresholdConfiguration: ignored(notInProvider),
};

const hookRows = {
  hookTargetArn: name(),
  roleArn: text({ same: sameRole, spellings: roleSpellings }),
  lifecycleStages: textSet,
};

/** What of AWS's hooks is not compared. */
export const uncoveredOfHook: Uncovered<DeploymentLifecycleHook, Covered<typeof hookRows>> = {
  hookDetails: ignored("a document of the user's own; where it is declared, the report lists it as not compared"),
  targetType: ignored(notInProvider),
  timeoutConfiguration: ignored(notInProvider),
};

const share = optional(number());

/** The rows of how a service is deployed, beside those that stand in the service itself. */
export const deploymentRows = {
  strategy: optional(text({ absentAs: 'ROLLING', source: `${api}/API_DeploymentConfiguration.html` })),
  bakeTimeInMinutes: optional(count),
  lifecycleHooks: row(named('hookTargetArn', hookRows, { pairTheRest: true }), { terraform: 'lifecycle_hook' }),
  linearConfiguration: optional(record({ stepPercent: share, stepBakeTimeInMinutes: share })),
  canaryConfiguration: optional(record({ canaryPercent: share, canaryBakeTimeInMinutes: share })),
};

/**
 * How a service is deployed. The block is computed as a whole: what it leaves out is left to AWS.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go
 */
export const deploymentConfiguration = record(deploymentRows);
export type DeploymentConfigurationModel = LiveOf<typeof deploymentConfiguration>;
