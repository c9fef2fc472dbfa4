import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { answer, type Reply } from './answer.ts';
import { errorOf, type Fault, faultCounter } from './faults.ts';
import { identify, refusal } from './protocol.ts';
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
}

export interface ServerOptions {
  readonly faults?: readonly Fault[];
  /** Milliseconds that every answer takes. */
  readonly latencyMs?: number;
  /** Default: any free one. */
  readonly port?: number;
}

export interface AwsServer {
  /** `http://127.0.0.1:…`: the value of `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** What was called so far, in the order of the answers. */
  calls(): readonly Call[];
  /** Answers from this world from now on, in its region. */
  become(world: World): void;
  /** Ends all connections, and resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Answers the AWS calls that driftcheck makes, on the loopback interface, from `world`: one, or one for each region. In a region
 * without a world there is nothing. `GET /calls` tells, to another process, how often each action was called.
 */
export async function startAwsServer(world: World | readonly World[], options: ServerOptions = {}): Promise<AwsServer> {
  const worlds: readonly World[] = 'region' in world ? [world] : world;
  const [first = emptyWorld()] = worlds;
  const views = new Map<string, View>(worlds.map((one) => [one.region, viewOf(one)]));
  const viewIn = (region: string) => views.get(region) ?? viewOf(emptyWorld({ account: first.account, region }));
  const faultsOf = faultCounter(options.faults ?? []);
  const calls: Call[] = [];
  let received = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === 'GET' && request.url === '/calls') {
      send(response, { status: 200, type: 'application/json', body: JSON.stringify(countCalls(calls)) }, 'none');
      return;
    }
    const body = await bodyOf(request);
    received += 1;
    const requestId = `00000000-0000-4000-8000-${String(received).padStart(12, '0')}`;
    const target = identify(request.headers, body, first.region);
    if (target === undefined) {
      send(response, { status: 404, type: 'text/html', body: '<html><body>Not Found</body></html>' }, requestId);
      return;
    }
    const { service, action, region } = target;
    const faults = faultsOf({ ...target, body });
    // Roles belong to the account: any region's world may hold them.
    const view = service === 'iam' ? viewIn(first.region) : viewIn(region);
    const error = faults
      .map((fault) => errorOf(fault, { ...target, body }, view.world.caller))
      .find((one) => one !== undefined);
    const reply =
      error === undefined ? answer(target, body, view, faults, requestId) : refusal(target, error, requestId);
    const slow = faults.reduce((ms, fault) => ms + (fault.kind === 'slow' ? fault.ms : 0), options.latencyMs ?? 0);
    if (slow > 0) await pause(slow, undefined, { ref: false });
    const reset = faults.some((fault) => fault.kind === 'reset');
    calls.push({
      action: `${service}:${action}`,
      region,
      body,
      status: reset ? 0 : reply.status,
      ...(reset || reply.error === undefined ? {} : { error: reply.error }),
    });
    if (reset) request.socket.destroy();
    else send(response, reply, requestId);
  };

  const server = createServer((request, response) => {
    // A client that hangs up while its request is read is no affair of the server's; a defect must not go unseen.
    handle(request, response).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return;
      response.destroy(error instanceof Error ? error : undefined);
      if (!isHangUp(error)) throw error;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    calls: () => [...calls],
    become: (next) => {
      views.set(next.region, viewOf(next));
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

/** How often each action was called, by its name as IAM has it, in the order of the names. */
export function countCalls(calls: readonly Call[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { action } of calls) counts.set(action, (counts.get(action) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, reply: Reply, requestId: string): void {
  const body = Buffer.from(reply.body, 'utf8');
  response.writeHead(reply.status, {
    'content-type': reply.type,
    'content-length': body.length,
    'x-amzn-requestid': requestId,
  });
  response.end(body);
}

function isHangUp(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
