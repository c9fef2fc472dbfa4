import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { answer } from './answer.ts';
import { createBuckets } from './buckets.ts';
import { seenBy } from './consistency.ts';
import { errorOf } from './errors.ts';
import { type Fault, faultCounter } from './faults.ts';
import { type Latency, latencies } from './latency.ts';
import { identify, refusal } from './protocol.ts';
import { send } from './send.ts';
import { type View, viewOf } from './view.ts';
import { emptyWorld, type World } from './world.ts';

/** A call that the server received, whatever came of it; each attempt of a client is one. */
export interface Call {
  /** As IAM names it: `ecs:DescribeServices`. */
  readonly action: string;
  /** The region that the request is signed for. */
  readonly region: string;
  /** The body: JSON, or the form of a query service. */
  readonly body: string;
  /** The status answered; 0 when the connection was closed instead. */
  readonly status: number;
  /** The code of the error answered. */
  readonly error?: string;
  /** The faults that made the answer another one, or had it come otherwise; absent where there were none. */
  readonly damage?: readonly Fault['kind'][];
}

/** How what is there is told. */
export interface Manner extends Latency {
  /** How many things a page has at most. Default: as many as AWS gives. */
  readonly mostPerPage?: number;
}

export interface ServerOptions extends Manner {
  readonly faults?: readonly Fault[];
  /** Refuses what comes faster than AWS takes it. */
  readonly buckets?: boolean;
  /** The time, in milliseconds, by which the buckets fill. Default: that of the machine. */
  readonly now?: () => number;
  /** Default: any free one. */
  readonly port?: number;
}

export interface AwsServer {
  /** `http://127.0.0.1:…`: the value of `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** What was called so far, in the order of the answers. */
  calls(): readonly Call[];
  /** Answers from this world from now on, in its region. `manner`: otherwise than so far. */
  become(world: World, manner?: Manner): void;
  /** Is hit by these faults from now on, instead of those before, as if nothing had been called yet. */
  suffer(faults: readonly Fault[]): void;
  /** Answers a request that another server received. */
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Ends all connections, and resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Answers the AWS calls that driftcheck makes, on the loopback interface, from `world`: one, or one for each region. In a region
 * without a world there is nothing. `GET /calls` tells, to another process, how often each action was called, and `GET /errors` how
 * often it was refused: `{"ecs:DescribeTasks ThrottlingException":2}`.
 */
export async function startAwsServer(world: World | readonly World[], options: ServerOptions = {}): Promise<AwsServer> {
  const worlds: readonly World[] = 'region' in world ? [world] : world;
  const [first = emptyWorld()] = worlds;
  let paged = pagesOf(options);
  const views = new Map<string, View>(worlds.map((one) => [one.region, viewOf(one, paged)]));
  const viewIn = (region: string) => views.get(region) ?? viewOf(emptyWorld({ account: first.account, region }), paged);
  let faultsOf = faultCounter(options.faults ?? []);
  const isTooFast = options.buckets === true ? createBuckets(options.now) : () => false;
  let latencyOf = latencies(options);
  let calls: Call[] = [];
  let received = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const counted = request.method === 'GET' ? counts(request.url, calls) : undefined;
    if (counted !== undefined) {
      await send(response, { status: 200, type: 'application/json', body: JSON.stringify(counted) }, 'none');
      return;
    }
    const body = await bodyOf(request);
    received += 1;
    const requestId = `00000000-0000-4000-8000-${String(received).padStart(12, '0')}`;
    const target = identify(request.headers, body, first.region);
    if (target === undefined) {
      const page = '<html><body>Not Found</body></html>';
      await send(response, { status: 404, type: 'text/html', body: page }, requestId);
      return;
    }
    const { service, action, region } = target;
    const call = { ...target, body };
    const hit = faultsOf(call);
    const log = calls;
    const { faults } = hit;
    // Roles belong to the account: any region's world may hold them.
    const view = service === 'iam' ? viewIn(first.region) : viewIn(region);
    const damages: readonly Fault[] = isTooFast(call) ? [{ kind: 'throttled' }, ...faults] : faults;
    const error = damages.map((fault) => errorOf(fault, call, view.world.caller)).find((one) => one !== undefined);
    const reply =
      error === undefined
        ? answer(target, body, seenBy(call, hit, view), faults, requestId)
        : refusal(target, error, requestId);
    // What is not there is hidden from nobody.
    const hasEffect = ({ kind }: Fault) =>
      (kind !== 'unseen' && kind !== 'earlier') ||
      (error === undefined && reply.body !== answer(target, body, view, faults, requestId).body);
    const damage = faults.filter(hasEffect).map(({ kind }) => kind);
    const slow = faults.reduce((ms, fault) => ms + (fault.kind === 'slow' ? fault.ms : 0), latencyOf(call));
    const isThere = slow === 0 || (await stays(response, slow));
    const reset = !isThere || faults.some((fault) => fault.kind === 'reset');
    log.push({
      action: `${service}:${action}`,
      region,
      body,
      status: reset ? 0 : reply.status,
      ...(reset || reply.error === undefined ? {} : { error: reply.error }),
      ...(damage.length === 0 ? {} : { damage }),
    });
    if (isThere) await send(response, reply, requestId, faults);
  };

  const respond = (request: IncomingMessage, response: ServerResponse) => {
    // A client that hangs up while its request is read is no affair of the server's; a defect must not go unseen.
    handle(request, response).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return;
      response.destroy(error instanceof Error ? error : undefined);
      if (!isHangUp(error)) throw error;
    });
  };
  const server = createServer(respond);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    calls: () => [...calls],
    become: (next, manner) => {
      if (manner !== undefined) {
        paged = pagesOf(manner);
        latencyOf = latencies(manner);
      }
      views.set(next.region, viewOf(next, paged));
    },
    suffer: (next) => {
      faultsOf = faultCounter(next);
      calls = [];
    },
    answer: respond,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

/** Waits, and tells whether the client did. */
async function stays(response: ServerResponse, ms: number): Promise<boolean> {
  const left = new AbortController();
  const leave = () => left.abort();
  response.once('close', leave);
  const isThere = await pause(ms, true, { ref: false, signal: left.signal }).catch((error: unknown) => {
    if (left.signal.aborted) return false;
    throw error;
  });
  response.off('close', leave);
  return isThere;
}

function pagesOf({ mostPerPage }: Manner): Pick<Manner, 'mostPerPage'> {
  return mostPerPage === undefined ? {} : { mostPerPage };
}

/** How often each action was called, by its name as IAM has it, in the order of the names. */
export function countCalls(calls: readonly Call[]): Readonly<Record<string, number>> {
  return tally(calls.map(({ action }) => action));
}

/** What another process is told of the calls. */
function counts(url: string | undefined, calls: readonly Call[]): Readonly<Record<string, number>> | undefined {
  if (url === '/calls') return countCalls(calls);
  if (url !== '/errors') return undefined;
  return tally(calls.flatMap(({ action, error }) => (error === undefined ? [] : [`${action} ${error}`])));
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const name of names) sums.set(name, (sums.get(name) ?? 0) + 1);
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function isHangUp(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
