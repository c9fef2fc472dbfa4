import type { DataSource } from './data-source.ts';
import { ecrImage, ecrRepository } from './ecr.ts';
import { ecsService, ecsTaskDefinition } from './ecs.ts';
import { iamRole } from './iam-role.ts';
import { madePrefixList, managedPrefixList, prefixList } from './prefix-list.ts';
import { secret } from './secret.ts';
import { securityGroup, securityGroups } from './security-group.ts';
import { ssmParameter } from './ssm-parameter.ts';
import { subnet, subnets } from './subnet.ts';
import { vpc } from './vpc.ts';

/** The data sources that AWS is asked about, in order of type. */
export const dataSources: readonly DataSource[] = [
  managedPrefixList,
  ecrImage,
  ecrRepository,
  ecsService,
  ecsTaskDefinition,
  iamRole,
  prefixList,
  secret,
  securityGroup,
  securityGroups,
  ssmParameter,
  subnet,
  subnets,
  vpc,
];

/** The resources, of types that are not compared, that AWS is asked about for what only it knows. */
export const madeResources: readonly DataSource[] = [madePrefixList];
