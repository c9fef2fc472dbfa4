import { setImmediate as nextTurn } from 'node:timers/promises';
import { AnswerError } from './answer-error.ts';

/** How large an answer may be, and how slowly it may come. */
export interface BodyLimits {
  /** Bytes of one answer. */
  readonly bytes: number;
  /** Bytes of all answers of a run. */
  readonly bytesInAll: number;
  /** Milliseconds from the first byte of the answer to its last. */
  readonly time: number;
  /** Bytes a second, over all the time since the first byte; looked at once `patience` milliseconds have passed. */
  readonly slowest: number;
  readonly patience: number;
}

/** Bytes from which on computing what an answer holds takes a while: some milliseconds. */
const large = 2 ** 15;

/** Reads the bodies of a run's answers, all bounded together. */
export type BodyReader = (body: unknown) => Promise<Uint8Array>;

/**
 * The socket's own timeout starts anew with every byte, and nothing of the SDK counts them: a body that drips or never
 * ends would be read for ever. The reader rejects with an AnswerError for such a one, and hangs up.
 *
 * Large answers are given one after the other. Node.js looks at signals and timers when it has done all that has come
 * from the network, which would be many of them computed in a row.
 */
export function createBodyReader(limits: BodyLimits): BodyReader {
  let inAll = 0;
  let given: Promise<void> = Promise.resolve();
  return async (body) => {
    if (body instanceof Uint8Array) return body;
    if (!isStream(body)) return new Uint8Array();
    const chunks: Uint8Array[] = [];
    const start = performance.now();
    let size = 0;
    let slow: AnswerError | undefined;
    const watch = setInterval(
      () => {
        const passed = performance.now() - start;
        const drips = passed > limits.patience && size < (limits.slowest * passed) / 1000;
        if (passed <= limits.time && !drips) return;
        slow = new AnswerError({ kind: 'timeout', code: 'AnswerTooSlow' });
        body.destroy(slow);
      },
      Math.min(250, limits.time, limits.patience),
    );
    try {
      for await (const chunk of body) {
        size += chunk.length;
        inAll += chunk.length;
        if (size > limits.bytes || inAll > limits.bytesInAll) {
          throw new AnswerError({ kind: 'unexpected-answer', code: 'AnswerTooLarge' });
        }
        chunks.push(chunk);
      }
    } catch (error) {
      throw slow ?? error;
    } finally {
      clearInterval(watch);
    }
    if (size >= large) {
      given = given.then(() => nextTurn());
      await given;
    }
    return Buffer.concat(chunks);
  };
}

interface ByteStream extends AsyncIterable<Uint8Array> {
  destroy(error: Error): void;
}

function isStream(body: unknown): body is ByteStream {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body;
}
