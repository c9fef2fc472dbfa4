import pLimit from 'p-limit';
import { compareCodeUnits } from '../model/order.ts';
import { type BodyLimits, createBodyReader } from './answers/answer-body.ts';
import type { UnknownMember } from './answers/answer-model.ts';
import { awsProblemOf } from './errors.ts';
import { answerLimits, attempts, concurrentCalls, connectionTimeout, requestTimeout } from './limits.ts';
import type { CallPlace } from './read.ts';
import { reads } from './reads/index.ts';
import { type ClientConfiguration, type OpenedService, type ServiceName, services } from './services.ts';
import { createTraffic, type SessionTraffic } from './traffic.ts';

/**
 * How the clients are built. What is absent comes from the SDK's default chain: environment, shared files, container
 * and instance roles.
 */
export interface ClientOptions {
  /** For everything that names no region of its own. */
  readonly region?: string;
  readonly profile?: string;
  /** The ARN of a role that is assumed with the credentials that are found. */
  readonly role?: string;
  /** What tells when a call may be made. Default: limits of its own. */
  readonly traffic?: SessionTraffic;
  /** Aborts what is under way and refuses what comes later. */
  readonly signal?: AbortSignal;
  /** Requests of one action under way at once, over all regions. */
  readonly concurrency?: number;
  /** Milliseconds. */
  readonly connectionTimeout?: number;
  /** Milliseconds. */
  readonly requestTimeout?: number;
  /** Bounds of the answers other than the usual ones. */
  readonly answerLimits?: Partial<BodyLimits>;
  /** When and after what delay the SDK tries again; by default its standard mode with 6 attempts. */
  readonly retryStrategy?: NonNullable<ClientConfiguration['retryStrategy']>;
}

/** The clients of a session. */
export interface Clients {
  /** The client of a service in a region, with what is used of its SDK. */
  open<N extends ServiceName>(service: N, region: string): Promise<OpenedService<N>>;
  /**
   * Runs one call when it may be made and a place is free, and ends it when the signal says so; rejects with the
   * signal's reason then.
   *
   * @throws CallLimitError
   */
  run<T>(place: CallPlace, call: (options: { abortSignal?: AbortSignal }) => Promise<T>): Promise<T>;
  /** The region of what names none: option, `AWS_REGION`, `AWS_DEFAULT_REGION`, then the profile. */
  defaultRegion(): Promise<string | undefined>;
  /** Members of answers that the SDK does not know, each once, in order. */
  unknownMembers(): readonly UnknownMember[];
  /** How many API calls were made so far; a retried one counts once. */
  calls(): number;
}

/**
 * Clients that are built when first needed, one for each service and region, and that send nothing but the actions that
 * the reads name.
 */
export function createClients(options: ClientOptions = {}): Clients {
  const traffic = options.traffic ?? createTraffic().join();
  const environment = process.env;
  const placesOf = memo(() => pLimit(options.concurrency ?? concurrentCalls));
  let calls = 0;
  const unknown = new Map<string, UnknownMember>();
  const readBody = createBodyReader({ ...answerLimits, ...options.answerLimits });

  // What the search for credentials ended with, once it failed: it would fail again for every call, each time after a
  // while.
  let missing: { error: unknown } | undefined;

  // The configuration every client is built with. The logger writes nothing: the SDK's would write parameters and
  // answers, and warn on stderr that there are keys in the environment beside a profile.
  const configuration = (region: string | undefined): ClientConfiguration => ({
    ...(region === undefined ? {} : { region }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    logger: mute,
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

  /**
   * Each attempt is admitted when nothing is left but to send it. One that had its token before its client was there
   * would be sent together with those whose tokens came back meanwhile: more at once than AWS takes.
   */
  const limitAttempts = (service: ServiceName, client: Retrying) => {
    client.middlewareStack.addRelativeTo(
      (next, context) => async (args) => {
        const place = {
          action: actionOf(service, context.commandName),
          region: await client.config.region(),
        };
        await traffic.admit(place, options.signal);
        try {
          return await next(args);
        } catch (error) {
          if (awsProblemOf(error, place.action, place.region).kind === 'throttled') traffic.slowDown(place);
          throw error;
        }
      },
      { relation: 'after', toMiddleware: 'retryMiddleware', name: 'limitAttempts' },
    );
  };

  /** Has only allowed actions sent and every answer looked at. The module is loaded with the first client. */
  const watch = async (service: ServiceName, client: Guardable & Retrying & Parameters<WatchAnswers>[0]) => {
    guard(service, client);
    limitAttempts(service, client);
    // It goes through all of an answer for what it would tell a logger, also where none listens.
    client.middlewareStack.remove('loggerMiddleware');
    (await import('./answers/answer-model.ts')).watchAnswers(client, {
      language: services[service].language,
      readBody,
      ...(services[service].tellsUnknownMembers && {
        tell: (found: UnknownMember) => unknown.set(JSON.stringify([found.shape, found.member]), found),
      }),
    });
  };

  // Rejects when the profile has none either.
  const profileRegion = memo(async () => (await sts(undefined)).config.region().catch(() => undefined));
  const sts = async (region: string | undefined) => {
    silenceNodeVersionWarning();
    const { client } = await services.sts.open(configuration(region));
    await watch('sts', client);
    return client;
  };

  // One search for all clients: a `credential_process` or an assumed role is asked once.
  let credentials: Promise<NonNullable<ClientConfiguration['credentials']>> | undefined;
  const shared = async (region: string): Promise<ClientConfiguration> => {
    credentials ??= sts(region).then(async ({ config }) => {
      if (options.role === undefined) return config.credentials;
      const assumed = assumeRole(options.role, config.credentials, configuration(region));
      // A client keeps what it is given until it expires.
      return (await services.sts.open({ ...configuration(region), credentials: assumed })).client.config.credentials;
    });
    return { ...configuration(region), credentials: await credentials };
  };

  const opened = memo(async (id: string) => {
    const [service, region]: [ServiceName, string] = JSON.parse(id);
    const one = await services[service].open(await shared(region));
    await watch(service, one.client);
    return one;
  });

  return {
    // Each service opens what is its own.
    open: async <N extends ServiceName>(service: N, region: string) =>
      (await opened(JSON.stringify([service, region]))) as OpenedService<N>,
    // Each action has places of its own: where one waits for AWS's limits the others go on.
    run: ({ action }, call) =>
      placesOf(action)(async () => {
        options.signal?.throwIfAborted();
        if (missing !== undefined) throw missing.error;
        // Each call has a signal of its own: the SDK listens to it for every request, and Node takes more than ten
        // listeners of one signal for a leak and says so on stderr.
        const signal = options.signal && AbortSignal.any([options.signal]);
        try {
          return await withSignal(call(signal === undefined ? {} : { abortSignal: signal }), signal);
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

type Identity = Awaited<ReturnType<Extract<ClientConfiguration['credentials'], () => unknown>>>;

/**
 * Credentials of a role. Obtaining them is not one of the reads: it is how the SDK itself comes by those of a profile
 * with a role. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 *
 * @returns a function that rejects with a `CredentialsProviderError` for a role that may not be assumed
 */
function assumeRole(
  role: string,
  source: () => Promise<Identity>,
  { logger, profile, region, requestHandler }: ClientConfiguration,
): () => Promise<Identity> {
  return async () => {
    const own = await source();
    const { getDefaultRoleAssumer } = await import('./sdk/sts.ts');
    const assume = getDefaultRoleAssumer({
      ...(logger === undefined ? {} : { logger }),
      ...(profile === undefined ? {} : { profile }),
      ...(region === undefined ? {} : { region }),
      ...(requestHandler === undefined ? {} : { requestHandler }),
    });
    try {
      return await assume(own, { RoleArn: role, RoleSessionName: 'driftcheck' });
    } catch (error) {
      // What AWS says of the role is said of credentials; what the network says stays as it is.
      if (!(error instanceof Error && '$fault' in error)) throw error;
      const said = `${error.name}: ${error.message}`;
      throw Object.assign(new Error(`the role ${role} could not be assumed (${said})`, { cause: error }), {
        name: 'CredentialsProviderError',
      });
    }
  };
}

/** `make`, called once for each argument. */
function memo<T>(make: (argument: string) => T): (argument: string) => T {
  const made = new Map<string, T>();
  return (argument) => {
    const one = made.get(argument) ?? make(argument);
    made.set(argument, one);
    return one;
  };
}

const mute = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

type WatchAnswers = typeof import('./answers/answer-model.ts').watchAnswers;

const allowed: ReadonlySet<string> = new Set(reads.map(({ action }) => action));

/** Thrown when code tries to call an action that no read names: a defect of driftcheck, not of its input. */
export class ActionNotAllowedError extends Error {
  override readonly name = 'ActionNotAllowedError';
}

/**
 * Throws unless `command` (the SDK's command name, `DescribeServicesCommand`) of `service` is one that a read names.
 * (What the SDK itself calls to obtain credentials, such as sts:AssumeRole for a profile's role, is not driftcheck's.)
 *
 * @throws ActionNotAllowedError
 */
export function requireAllowed(service: ServiceName, command: string | undefined): void {
  const action = actionOf(service, command);
  if (!allowed.has(action)) {
    throw new ActionNotAllowedError(`${action} is not one of the read-only actions that driftcheck may call`);
  }
}

/** An action as IAM names it, by the SDK's name of its command. */
function actionOf(service: ServiceName, command: string | undefined): string {
  return `${service}:${command?.replace(/Command$/, '') ?? '?'}`;
}

/** As much of a client as it takes to limit its attempts. */
interface Retrying {
  readonly config: { readonly region: () => Promise<string> };
  readonly middlewareStack: {
    addRelativeTo(
      middleware: <A, R>(next: (args: A) => Promise<R>, context: { commandName?: string }) => (args: A) => Promise<R>,
      options: { relation: 'after'; toMiddleware: 'retryMiddleware'; name: string },
    ): void;
    remove(name: string): boolean;
  };
}

/** As much of a client as the allow-list needs. */
interface Guardable {
  readonly middlewareStack: {
    add(
      middleware: <A, R>(next: (args: A) => Promise<R>, context: { commandName?: string }) => (args: A) => Promise<R>,
      options: { step: 'initialize'; priority: 'high'; name: string },
    ): void;
  };
}

/**
 * The SDK warns of coming Node versions on stderr, to users who can do nothing about it. It reads this variable when a
 * client is built.
 */
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
