import type { ServiceConnectConfiguration } from '@aws-sdk/client-ecs';
import { type Comparer, undetermined } from '../../../compare/comparison.ts';
import { text as compareText, showBoth } from '../../../compare/scalar.ts';
import { shaped } from '../../../compare/shape.ts';
import { isArn } from '../../../model/arn.ts';
import type { Value } from '../../../model/declared.ts';
import type { Text } from '../../../model/secret/secret.ts';
import {
  argument,
  count,
  flag,
  keyed,
  type LiveOf,
  name,
  named,
  number,
  optional,
  record,
  row,
  text,
  word,
} from '../../member.ts';
import { readSealed } from '../../read.ts';
import { type Covered, ignored, type Uncovered } from '../../sdk-members.ts';
import { roleSpellings, sameRole } from '../arn.ts';
import { logConfiguration } from '../log-configuration.ts';
import type { ParameterPlace } from '../parameter.ts';

/*
 * Service Connect. ECS keeps it with each deployment, and the PRIMARY one's holds:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */

const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

/**
 * A namespace may be written as its name or as its ARN, which ends in an id that no name tells: one of each cannot be
 * compared.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html
 */
const compareNamespace: Comparer<Value<Text>, Text> = shaped<Comparer<Value<Text>, Text>>(
  (declared, live, position) => {
    const mixed = declared?.state === 'known' && live !== undefined && isArnText(declared.value) !== isArnText(live);
    if (!mixed) return compareText()(declared, live, position);
    const reason = { kind: 'unsupported', name: 'namespace' } as const;
    return undetermined('value-unknown', position, reason, declared.at, showBoth(declared, live));
  },
  { kind: 'scalar' },
);

const isArnText = (name: Text): boolean => typeof name === 'string' && isArn(name);

const clientAliases = keyed(
  {
    port: number(),
    // AWS names it after the service and the namespace.
    dnsName: optional(text()),
    testTrafficHeader: row(word, { terraform: 'test_traffic_rules.header.name' }),
    testTrafficValue: row(word, { terraform: 'test_traffic_rules.header.value.exact' }),
  },
  {
    declaredKey: ({ members: { port } }) =>
      port?.state === 'known' ? { ...port, value: String(port.value) } : port?.state === 'unknown' ? port : undefined,
    liveKey: ({ port }) => String(port ?? ''),
    pairTheRest: true,
  },
);

const services = named('portName', {
  portName: name(),
  // AWS names it after the port.
  discoveryName: optional(text()),
  clientAliases: row(clientAliases, { terraform: 'client_alias' }),
  ingressPortOverride: count,
  timeout: record({ idleTimeoutSeconds: optional(number()), perRequestTimeoutSeconds: optional(number()) }),
  tls: record({
    awsPcaAuthorityArn: row(text(), { terraform: 'issuer_cert_authority.aws_pca_authority_arn' }),
    kmsKey: word,
    roleArn: text({ absentAs: '', same: sameRole, spellings: roleSpellings }),
  }),
});

const connectRows = (place: ParameterPlace | undefined) => ({
  enabled: flag,
  namespace: optional(argument(readSealed, compareNamespace)),
  services: row(services, { terraform: 'service' }),
  logConfiguration: logConfiguration(place),
  accessLogConfiguration: record({
    format: text(),
    // The provider takes what AWS has when the code leaves it out.
    includeQueryParameters: optional(
      text({ absentAs: 'DISABLED', source: `${api}/API_ServiceConnectAccessLogConfiguration.html` }),
    ),
  }),
});

/** Service Connect of a service. `place`: where that is. */
export const serviceConnect = (place: ParameterPlace | undefined) => record(connectRows(place));
export type ServiceConnectModel = LiveOf<ReturnType<typeof serviceConnect>>;

/** What of AWS's Service Connect is not compared. */
export const uncoveredOfConnect: Uncovered<ServiceConnectConfiguration, Covered<ReturnType<typeof connectRows>>> = {
  containerConfigurations: ignored('the Terraform provider has no argument for it'),
};
