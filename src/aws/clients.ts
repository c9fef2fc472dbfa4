import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECSClient, ECSClientConfig } from '@aws-sdk/client-ecs';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import pLimit from 'p-limit';
import { compareCodeUnits } from '../model/order.ts';
import { requireAllowed, type ServiceName } from './actions.ts';
import { type BodyLimits, createBodyReader } from './answers/answer-body.ts';
import { answerLimits, attempts, concurrentCalls, connectionTimeout, requestTimeout } from './limits.ts';
import type { UnknownMember } from './reads.ts';

/** How the clients are built. What is absent comes from the SDK's default chain: environment, shared files, container and instance roles. */
export interface ClientOptions {
  /** For everything that names no region of its own. */
  readonly region?: string;
  readonly profile?: string;
  /** Aborts what is under way and refuses what comes later. */
  readonly signal?: AbortSignal;
  /** Requests under way at once, over all services and regions. */
  readonly concurrency?: number;
  /** Milliseconds. */
  readonly connectionTimeout?: number;
  /** Milliseconds. */
  readonly requestTimeout?: number;
  /** Bounds of the answers other than the usual ones. */
  readonly answerLimits?: Partial<BodyLimits>;
  /** When and after what delay the SDK tries again; by default its standard mode with 6 attempts. */
  readonly retryStrategy?: NonNullable<ECSClientConfig['retryStrategy']>;
}

/** The clients of one run. */
export interface Clients {
  ecs(region: string): Promise<ECSClient>;
  ec2(region: string): Promise<EC2Client>;
  sts(region: string): Promise<STSClient>;
  ssm(region: string): Promise<SSMClient>;
  secretsManager(region: string): Promise<SecretsManagerClient>;
  ecr(region: string): Promise<ECRClient>;
  /** IAM has no regions; the region tells the partition. */
  iam(region: string): Promise<IAMClient>;
  /** Runs one call when a place is free, and ends it when the signal says so; rejects with the signal's reason then. */
  run<T>(call: (options: { abortSignal?: AbortSignal }) => Promise<T>): Promise<T>;
  /** The region of what names none: option, `AWS_REGION`, `AWS_DEFAULT_REGION`, then the profile. */
  defaultRegion(): Promise<string | undefined>;
  /** Members of ECS's answers that the SDK does not know, each once, in order. */
  unknownMembers(): readonly UnknownMember[];
  /** How many API calls were made so far; a retried one counts once. */
  calls(): number;
}

/** Clients that are built when first needed, one for each service and region, and that send nothing but the allowed actions. */
export function createClients(options: ClientOptions = {}): Clients {
  const environment = process.env;
  const limit = pLimit(options.concurrency ?? concurrentCalls);
  let calls = 0;
  const unknown = new Map<string, UnknownMember>();
  const readBody = createBodyReader({ ...answerLimits, ...options.answerLimits });

  // What the search for credentials ended with, once it failed: it would fail again for every call, each time after a while.
  let missing: { error: unknown } | undefined;

  // The configuration every client is built with. No logger: the SDK's would write parameters and answers. A profile that was asked
  // for needs no warning on stderr that there are also keys in the environment.
  const configuration = (region: string | undefined) => ({
    ...(region === undefined ? {} : { region }),
    ...(options.profile === undefined ? {} : { profile: options.profile, logger: mute }),
    ...(options.retryStrategy === undefined ? {} : { retryStrategy: options.retryStrategy }),
    ...(environment['AWS_MAX_ATTEMPTS'] ? {} : { maxAttempts: attempts }),
    requestHandler: {
      connectionTimeout: options.connectionTimeout ?? connectionTimeout,
      requestTimeout: options.requestTimeout ?? requestTimeout,
      throwOnRequestTimeout: true,
    },
  });

  const guard = (service: ServiceName, client: Guardable) =>
    client.middlewareStack.add(
      (next, context) => async (args) => {
        requireAllowed(service, context.commandName);
        calls += 1;
        return next(args);
      },
      { step: 'initialize', priority: 'high', name: 'onlyAllowedActions' },
    );

  /** Has only allowed actions sent and every answer looked at. The module is loaded with the first client. */
  const watch = async (service: ServiceName, client: Guardable & Parameters<WatchAnswers>[0]) => {
    guard(service, client);
    (await import('./answers/answer-model.ts')).watchAnswers(client, {
      language: isXml.has(service) ? 'xml' : 'json',
      readBody,
      ...(service === 'ecs' && {
        tell: (found: UnknownMember) => unknown.set(JSON.stringify([found.shape, found.member]), found),
      }),
    });
  };

  const sts = async (region: string | undefined) => {
    silenceNodeVersionWarning();
    const client = new (await import('./sdk/sts.ts')).STSClient(configuration(region));
    await watch('sts', client);
    return client;
  };
  // Rejects when the profile has none either.
  const profileRegion = memo(async () => (await sts(undefined)).config.region().catch(() => undefined));

  // One search for all clients: a `credential_process` or an assumed role is asked once.
  let credentials: Promise<STSClient['config']['credentials']> | undefined;
  const shared = async (region: string) => {
    credentials ??= sts(region).then((client) => client.config.credentials);
    return { ...configuration(region), credentials: await credentials };
  };

  const guarded = <C extends Parameters<typeof watch>[1]>(service: ServiceName, make: (region: string) => Promise<C>) =>
    memo(async (region) => {
      const client = await make(region);
      await watch(service, client);
      return client;
    });

  return {
    ecs: guarded('ecs', async (region) => {
      const configured = await shared(region);
      return new (await import('./sdk/ecs.ts')).ECSClient(configured);
    }),
    ec2: guarded('ec2', async (region) => {
      const configured = await shared(region);
      return new (await import('./sdk/ec2.ts')).EC2Client(configured);
    }),
    sts: guarded('sts', async (region) => {
      const configured = await shared(region);
      return new (await import('./sdk/sts.ts')).STSClient(configured);
    }),
    ssm: guarded('ssm', async (region) => {
      const configured = await shared(region);
      return new (await import('./sdk/ssm.ts')).SSMClient(configured);
    }),
    secretsManager: guarded('secretsmanager', async (region) => {
      const configured = await shared(region);
      return new (await import('./sdk/secrets-manager.ts')).SecretsManagerClient(configured);
    }),
    ecr: guarded('ecr', async (region) => {
      const configured = await shared(region);
      return new (await import('./sdk/ecr.ts')).ECRClient(configured);
    }),
    iam: guarded('iam', async (region) => {
      const configured = await shared(region);
      return new (await import('./sdk/iam.ts')).IAMClient(configured);
    }),
    run: (call) =>
      limit(async () => {
        options.signal?.throwIfAborted();
        if (missing !== undefined) throw missing.error;
        try {
          return await withSignal(
            call(options.signal === undefined ? {} : { abortSignal: options.signal }),
            options.signal,
          );
        } catch (error) {
          if (error instanceof Error && error.name === 'CredentialsProviderError') missing = { error };
          throw error;
        }
      }),
    defaultRegion: async () =>
      options.region ?? (environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || profileRegion('')),
    calls: () => calls,
    unknownMembers: () =>
      [...unknown.values()].toSorted(
        (a, b) => compareCodeUnits(a.shape, b.shape) || compareCodeUnits(a.member, b.member),
      ),
  };
}

/** `make`, called once for each argument. */
function memo<T>(make: (argument: string) => Promise<T>): (argument: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (argument) => {
    const promise = made.get(argument) ?? make(argument);
    made.set(argument, promise);
    return promise;
  };
}

const mute = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

type WatchAnswers = typeof import('./answers/answer-model.ts').watchAnswers;

/** The services that answer in XML. */
const isXml: ReadonlySet<ServiceName> = new Set(['ec2', 'sts', 'iam']);

/** As much of a client as the allow-list needs. */
interface Guardable {
  readonly middlewareStack: {
    add(
      middleware: <A, R>(next: (args: A) => Promise<R>, context: { commandName?: string }) => (args: A) => Promise<R>,
      options: { step: 'initialize'; priority: 'high'; name: string },
    ): void;
  };
}

/** The SDK warns of coming Node versions on stderr, to users who can do nothing about it. It reads this variable when a client is built. */
function silenceNodeVersionWarning(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
}

/** `promise`, or the signal's reason as soon as it aborts: the SDK does not leave its search for credentials for it. */
function withSignal<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
