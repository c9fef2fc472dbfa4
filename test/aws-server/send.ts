import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from './answer.ts';
import type { Fault } from './faults.ts';

/*
 * How an answer gets to the client, and what may happen to it on the way.
 */

/** Sends the answer as far as the faults let it. Resolves once nothing more will be sent. */
export async function send(
  response: ServerResponse,
  reply: Reply,
  requestId: string,
  faults: readonly Fault[] = [],
): Promise<void> {
  const damage = faults.find(({ kind }) => damages.has(kind));
  const body = Buffer.from(reply.body, 'utf8');
  const half = body.subarray(0, Math.floor(body.length / 2));
  const begin = (length: number | undefined) =>
    response.writeHead(reply.status, {
      'content-type': reply.type,
      ...(length === undefined ? {} : { 'content-length': length }),
      'x-amzn-requestid': requestId,
    });
  switch (damage?.kind) {
    case 'reset':
      response.socket?.destroy();
      return;
    case 'empty':
      begin(0);
      response.end();
      return;
    case 'stalled':
      begin(body.length);
      response.write(half);
      return;
    case 'trickle':
      begin(body.length);
      await trickle(response, body, damage.bytesPerSecond);
      return;
    case 'truncated':
      if (damage.announced === undefined || damage.announced === 'half') {
        begin(half.length);
        response.end(half);
        return;
      }
      begin(damage.announced === 'whole' ? body.length : undefined);
      response.write(half, () => response.socket?.destroy());
      return;
    default:
      begin(body.length);
      response.end(body);
  }
}

const damages: ReadonlySet<Fault['kind']> = new Set(['reset', 'empty', 'stalled', 'trickle', 'truncated']);

const beatsPerSecond = 20;

async function trickle(response: ServerResponse, body: Buffer, bytesPerSecond: number): Promise<void> {
  const step = Math.max(1, Math.floor(bytesPerSecond / beatsPerSecond));
  for (let start = 0; start < body.length && !response.destroyed; start += step) {
    response.write(body.subarray(start, start + step));
    await pause((step / bytesPerSecond) * 1000, undefined, { ref: false });
  }
  response.end();
}
