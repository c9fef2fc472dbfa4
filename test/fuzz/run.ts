import { createServer, type Server } from 'node:http';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { AwsReader } from '../../src/aws/reader.ts';
import { createAwsReader } from '../../src/aws/reader.ts';
import { checkLoaded, comparedTypes } from '../../src/check/check.ts';
import { loadDeclaration } from '../../src/check/declaration.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report/report.ts';
import { instantClock } from '../aws/instant-clock.ts';
import { answer, type Reply } from '../aws-server/answer.ts';
import { identify } from '../aws-server/protocol.ts';
import { viewOf } from '../aws-server/view.ts';
import type { Fleet } from './fleets.ts';

/** A request and what AWS says to it. */
export interface Exchange {
  readonly action: string;
  readonly body: string;
  readonly reply: Reply;
}

/** What a run came to. */
export type Outcome =
  | { readonly kind: 'report'; readonly report: Report }
  /** Exit code 1, with the problem's code. */
  | { readonly kind: 'problem'; readonly code: string }
  | { readonly kind: 'crash'; readonly error: unknown }
  | { readonly kind: 'hang' };

export interface Stage {
  /** Runs a check; the answer to `mutated` is the one that is given. Tells what was asked, in order. */
  run(mutated?: { readonly exchange: Exchange; readonly body: string }): Promise<Outcome>;
  /** Whether the last run asked for the answer that was mutated. */
  wasAsked(): boolean;
  exchanges(): readonly Exchange[];
  close(): Promise<void>;
}

const hangs = 20_000;

/** A fleet behind a server on the loopback interface, as the environment tells the SDK. */
export async function stage(fleet: Fleet): Promise<Stage> {
  const view = viewOf(fleet.world);
  const answers = new Map<string, Exchange>();
  let wasAsked = false;
  let mutated: { readonly exchange: Exchange; readonly body: string } | undefined;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const target = identify(request.headers, body, fleet.world.region);
      if (target === undefined) throw new Error(`no call of AWS: ${body}`);
      const key = `${target.service}:${target.action} ${body}`;
      const known = answers.get(key) ?? {
        action: `${target.service}:${target.action}`,
        body,
        reply: answer(target, body, view, [], 'r'),
      };
      answers.set(key, known);
      // The same answer may be asked for in other words, by ARN or by family.
      const isMutated = mutated?.exchange.action === known.action && mutated.exchange.reply.body === known.reply.body;
      if (isMutated) wasAsked = true;
      response.writeHead(known.reply.status, { 'content-type': known.reply.type });
      response.end(isMutated ? mutated?.body : known.reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  // Read once: what is tried is what AWS answers.
  const types = comparedTypes();
  const code = {
    directory: fleet.directory,
    environment: {},
    variables: Object.entries(fleet.variables).map(([name, value]) => ({
      kind: 'var' as const,
      value: `${name}=${value}`,
    })),
  };
  const declaration = await loadDeclaration({ ...code, types });
  const look = async (aws: AwsReader): Promise<Report> =>
    checkLoaded({ loaded: [{ target: { ...code, aws }, declaration }], failed: [] }, {});
  return {
    async run(change) {
      mutated = change;
      wasAsked = false;
      process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${address.port}`;
      const aws = createAwsReader({ retryStrategy: new ConfiguredRetryStrategy(1, 0), clock: instantClock() });
      const outcome = look(aws).then(
        (report): Outcome => ({ kind: 'report', report }),
        (error: unknown): Outcome =>
          error instanceof ProblemError ? { kind: 'problem', code: error.problem.code } : { kind: 'crash', error },
      );
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<Outcome>((resolve) => {
        timer = setTimeout(() => resolve({ kind: 'hang' }), hangs);
      });
      const first = await Promise.race([outcome, late]);
      clearTimeout(timer);
      return first;
    },
    wasAsked: () => wasAsked,
    exchanges: () => [...answers.values()],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
