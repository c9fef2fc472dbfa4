import { type Comparer, undetermined } from '../../../compare/comparison.ts';
import type { KnownRecord, RecordOf } from '../../../compare/declared.ts';
import { keyed } from '../../../compare/keyed.ts';
import { managed, members, optional, record } from '../../../compare/record.ts';
import { scalar, showBoth, text } from '../../../compare/scalar.ts';
import { shaped } from '../../../compare/shape.ts';
import { parseArn } from '../../../model/arn.ts';
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
import { type LogConfigurationModel, logConfiguration, readValueFrom, type SecretModel } from '../log-configuration.ts';
import type { ParameterPlace } from '../parameter.ts';
import { single, singleOr } from './block.ts';

/*
 * Service Connect. ECS keeps it with each deployment, and the PRIMARY one's holds:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */

export interface ServiceConnectModel {
  readonly enabled?: boolean | undefined;
  readonly namespace?: Text | undefined;
  readonly services?: readonly ConnectServiceModel[] | undefined;
  readonly logConfiguration?: LogConfigurationModel | undefined;
  readonly accessLogConfiguration?: AccessLogModel | undefined;
}
export interface ConnectServiceModel {
  readonly portName?: string | undefined;
  readonly discoveryName?: Text | undefined;
  readonly clientAliases?: readonly ClientAliasModel[] | undefined;
  readonly ingressPortOverride?: number | undefined;
  readonly timeout?: ConnectTimeoutModel | undefined;
  readonly tls?: ConnectTlsModel | undefined;
}
export interface ClientAliasModel {
  readonly port?: number | undefined;
  readonly dnsName?: Text | undefined;
  readonly testTrafficHeader?: Text | undefined;
  readonly testTrafficValue?: Text | undefined;
}
export interface ConnectTimeoutModel {
  readonly idleTimeoutSeconds?: number | undefined;
  readonly perRequestTimeoutSeconds?: number | undefined;
}
export interface ConnectTlsModel {
  readonly awsPcaAuthorityArn?: Text | undefined;
  readonly kmsKey?: Text | undefined;
  readonly roleArn?: Text | undefined;
}
export interface AccessLogModel {
  readonly format?: Text | undefined;
  readonly includeQueryParameters?: Text | undefined;
}

const word = text({ absentAs: '' });
const api = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

/**
 * A namespace may be written as its name or as its ARN, which ends in an id that no name tells: one of each cannot be compared.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html
 */
const namespace: Comparer<Value<Text>, Text> = shaped<Comparer<Value<Text>, Text>>(
  (declared, live, place) => {
    const mixed = declared?.state === 'known' && live !== undefined && isArn(declared.value) !== isArn(live);
    if (!mixed) return text()(declared, live, place);
    const reason = { kind: 'unsupported', name: 'namespace' } as const;
    return undetermined('value-unknown', place, reason, declared.at, showBoth(declared, live));
  },
  { kind: 'scalar' },
);

const isArn = (name: Text): boolean => typeof name === 'string' && parseArn(name) !== undefined;

const clientAliases = keyed<ClientAliasModel>({
  declaredKey: ({ members: { port } }) =>
    port?.state === 'known' ? { ...port, value: String(port.value) } : port?.state === 'unknown' ? port : undefined,
  liveKey: ({ port }) => String(port ?? ''),
  compare: members<ClientAliasModel>({
    port: managed(scalar<number>()),
    // AWS names it after the service and the namespace.
    dnsName: optional(text()),
    testTrafficHeader: managed(word),
    testTrafficValue: managed(word),
  }),
  pairTheRest: true,
});

const services = keyed<ConnectServiceModel>({
  declaredKey: ({ members: { portName } }) => portName,
  liveKey: ({ portName = '' }) => portName,
  compare: members<ConnectServiceModel>({
    portName: managed(text()),
    // AWS names it after the port.
    discoveryName: optional(text()),
    clientAliases: managed(clientAliases),
    ingressPortOverride: managed(scalar<number>({ absentAs: 0 })),
    timeout: managed(
      record<ConnectTimeoutModel>({
        idleTimeoutSeconds: optional(scalar<number>()),
        perRequestTimeoutSeconds: optional(scalar<number>()),
      }),
    ),
    tls: managed(
      record<ConnectTlsModel>({
        awsPcaAuthorityArn: managed(text()),
        kmsKey: managed(word),
        roleArn: managed(text({ absentAs: '', same: sameRole, spellings: roleSpellings })),
      }),
    ),
  }),
});

/** Compares Service Connect. `place`: where the service is. */
export function serviceConnect(
  place: ParameterPlace | undefined,
): Comparer<RecordOf<ServiceConnectModel>, ServiceConnectModel> {
  return record<ServiceConnectModel>({
    enabled: managed(scalar<boolean>({ absentAs: false })),
    namespace: optional(namespace),
    services: managed(services),
    logConfiguration: managed(logConfiguration(place)),
    accessLogConfiguration: managed(
      record<AccessLogModel>({
        format: managed(text()),
        includeQueryParameters: managed(
          text({ absentAs: 'DISABLED', source: `${api}/API_ServiceConnectAccessLogConfiguration.html` }),
        ),
      }),
    ),
  });
}

/** Reads `service_connect_configuration`. */
export function declaredServiceConnect(body: DeclaredBody): RecordOf<ServiceConnectModel> | undefined {
  return singleOr(body, 'service_connect_configuration', ({ body: inside, at }): KnownRecord<ServiceConnectModel> => {
    return {
      state: 'record',
      at,
      members: {
        enabled: readBool(attribute(inside, 'enabled')),
        namespace: readSealed(attribute(inside, 'namespace')),
        services: readBlocks(blocks(inside, 'service'), readService),
        logConfiguration: singleOr(inside, 'log_configuration', readLogConfiguration),
        accessLogConfiguration: single<AccessLogModel>(
          inside,
          'access_log_configuration',
          { format: readSealed, includeQueryParameters: readSealed },
          { format: 'format', includeQueryParameters: 'include_query_parameters' },
        ),
      },
    };
  });
}

function readService({ body, at }: DeclaredBlock): KnownRecord<ConnectServiceModel> {
  return {
    state: 'record',
    at,
    members: {
      portName: readStringLike(attribute(body, 'port_name')),
      discoveryName: readSealed(attribute(body, 'discovery_name')),
      clientAliases: readBlocks(blocks(body, 'client_alias'), readAlias),
      ingressPortOverride: readNumber(attribute(body, 'ingress_port_override')),
      timeout: single<ConnectTimeoutModel>(
        body,
        'timeout',
        { idleTimeoutSeconds: readNumber, perRequestTimeoutSeconds: readNumber },
        { idleTimeoutSeconds: 'idle_timeout_seconds', perRequestTimeoutSeconds: 'per_request_timeout_seconds' },
      ),
      tls: singleOr(body, 'tls', ({ body: tls, at: there }): KnownRecord<ConnectTlsModel> => {
        const [authority] = blocks(tls, 'issuer_cert_authority').blocks;
        return {
          state: 'record',
          at: there,
          members: {
            awsPcaAuthorityArn: authority && readSealed(attribute(authority.body, 'aws_pca_authority_arn')),
            kmsKey: readSealed(attribute(tls, 'kms_key')),
            roleArn: readSealed(attribute(tls, 'role_arn')),
          },
        };
      }),
    },
  };
}

function readAlias({ body, at }: DeclaredBlock): KnownRecord<ClientAliasModel> {
  const [rules] = blocks(body, 'test_traffic_rules').blocks;
  const header = rules && blocks(rules.body, 'header').blocks[0];
  const value = header && blocks(header.body, 'value').blocks[0];
  return {
    state: 'record',
    at,
    members: {
      port: readNumber(attribute(body, 'port')),
      dnsName: readSealed(attribute(body, 'dns_name')),
      testTrafficHeader: header && readSealed(attribute(header.body, 'name')),
      testTrafficValue: value && readSealed(attribute(value.body, 'exact')),
    },
  };
}

function readLogConfiguration({ body, at }: DeclaredBlock): KnownRecord<LogConfigurationModel> {
  return {
    state: 'record',
    at,
    members: {
      logDriver: readSealed(attribute(body, 'log_driver')),
      options: textMapReader(attribute(body, 'options')),
      secretOptions: readBlocks(blocks(body, 'secret_option'), (block) =>
        readBlock<SecretModel>(
          block,
          { name: readStringLike, valueFrom: readValueFrom },
          { name: 'name', valueFrom: 'value_from' },
        ),
      ),
    },
  };
}
