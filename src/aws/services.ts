import type { ECSClientConfig } from '@aws-sdk/client-ecs';

/** What clients are built with. */
export type ClientConfiguration = Pick<
  ECSClientConfig,
  'credentials' | 'logger' | 'maxAttempts' | 'profile' | 'region' | 'requestHandler' | 'retryStrategy'
>;

/** A client, with what is used of its SDK. */
interface ServiceClient<C, S> {
  readonly client: C;
  readonly sdk: S;
}

interface Service<C, S> {
  /** What it answers in. */
  readonly language: 'json' | 'xml';
  /** Whether what the SDK does not know in its answers is told. */
  readonly tellsUnknownMembers: boolean;
  /** Loads the SDK and builds a client. */
  open(configuration: ClientConfiguration): Promise<ServiceClient<C, S>>;
}

function service<C, S>(
  language: 'json' | 'xml',
  load: () => Promise<S>,
  build: (sdk: S, configuration: ClientConfiguration) => C,
  { tellsUnknownMembers = false } = {},
): Service<C, S> {
  return {
    language,
    tellsUnknownMembers,
    open: async (configuration) => {
      const sdk = await load();
      return { client: build(sdk, configuration), sdk };
    },
  };
}

/** The services that are asked, by what IAM calls them. Their SDKs are loaded when they are first needed. */
export const services = {
  ecs: service(
    'json',
    () => import('./sdk/ecs.ts'),
    ({ ECSClient }, configuration) => new ECSClient(configuration),
    { tellsUnknownMembers: true },
  ),
  ec2: service(
    'xml',
    () => import('./sdk/ec2.ts'),
    ({ EC2Client }, configuration) => new EC2Client(configuration),
  ),
  sts: service(
    'xml',
    () => import('./sdk/sts.ts'),
    ({ STSClient }, configuration) => new STSClient(configuration),
  ),
  ssm: service(
    'json',
    () => import('./sdk/ssm.ts'),
    ({ SSMClient }, configuration) => new SSMClient(configuration),
  ),
  secretsmanager: service(
    'json',
    () => import('./sdk/secrets-manager.ts'),
    ({ SecretsManagerClient }, configuration) => new SecretsManagerClient(configuration),
  ),
  ecr: service(
    'json',
    () => import('./sdk/ecr.ts'),
    ({ ECRClient }, configuration) => new ECRClient(configuration),
  ),
  'application-autoscaling': service(
    'json',
    () => import('./sdk/application-auto-scaling.ts'),
    ({ ApplicationAutoScalingClient }, configuration) => new ApplicationAutoScalingClient(configuration),
  ),
  iam: service(
    'xml',
    () => import('./sdk/iam.ts'),
    ({ IAMClient }, configuration) => new IAMClient(configuration),
  ),
  cloudtrail: service(
    'json',
    () => import('./sdk/cloudtrail.ts'),
    ({ CloudTrailClient }, configuration) => new CloudTrailClient(configuration),
  ),
};

type Services = typeof services;
export type ServiceName = keyof Services;

/** A client of a service with what is used of its SDK. */
export type OpenedService<N extends ServiceName> =
  Services[N] extends Service<infer C, infer S> ? ServiceClient<C, S> : never;

/** Of the service of an action. */
export type ClientOf<A> = A extends `${infer N extends ServiceName}:${string}` ? OpenedService<N>['client'] : never;
export type SdkOf<A> = A extends `${infer N extends ServiceName}:${string}` ? OpenedService<N>['sdk'] : never;

/** The service of an action. */
export function serviceOf(action: `${ServiceName}:${string}`): ServiceName {
  const name = action.slice(0, action.indexOf(':'));
  if (!Object.hasOwn(services, name)) throw new Error(`no service ${name}`);
  return name as ServiceName;
}
