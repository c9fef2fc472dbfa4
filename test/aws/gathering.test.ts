import { describe, expect, it } from 'vitest';
import { type BatchedAction, createGathering } from '../../src/aws/gathering.ts';
import { actionsBefore } from '../../src/aws/reads/before.ts';
import { reads } from '../../src/aws/reads/index.ts';

/** A turn of the event loop, and what follows from it. */
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** `list` leads to `describe`, and that to `look`; `other` leads to nothing. */
const before = new Map([
  ['describe', ['list']],
  ['look', ['describe', 'list']],
]);

/** A gathering whose calls end when they are told to. */
function recording(size: number) {
  const gathering = createGathering<string, string>((action) => new Set(before.get(action)));
  const calls: { readonly text: string; readonly end: () => void }[] = [];
  const begin = (text: string) =>
    new Promise<void>((resolve) => {
      calls.push({ text, end: resolve });
    });
  const batched = (action: string, id: string): BatchedAction<string, string> => ({
    action,
    id,
    size,
    call: async (keys) => {
      await begin(`${action} ${keys.join()}`);
      return keys;
    },
  });
  return {
    /** Makes a read of one key. */
    read: (action: string, key: string) => gathering.during(action, () => begin(`${action} ${key}`)),
    /** Asks for a key in a batch. */
    ask: (action: string, key: string, id = action) => gathering.ask(batched(action, id), key).answer,
    /** The same ahead of time. */
    ahead: (action: string, key: string) => gathering.ask(batched(action, action), key, true),
    calls: () => calls.map(({ text }) => text),
    /** Answers a call. */
    end: async (text: string) => {
      calls.find((call) => call.text === text)?.end();
      await turn();
    },
  };
}

describe('what is asked for in a batch', () => {
  it('travels together when nothing leads to more, also after promises that are settled', async () => {
    const { ask, calls } = recording(10);
    void ask('describe', 'a');
    void Promise.resolve()
      .then(() => undefined)
      .then(() => ask('describe', 'b'));
    await turn();
    expect(calls()).toEqual(['describe a,b']);
  });

  it('waits until what leads to more has ended, in whatever order', async () => {
    const { read, ask, calls, end } = recording(10);
    void read('list', '1').then(() => ask('describe', 'a'));
    void read('list', '2').then(() => ask('describe', 'b'));
    await end('list 2');
    expect(calls()).toEqual(['list 1', 'list 2']);
    await end('list 1');
    expect(calls()).toEqual(['list 1', 'list 2', 'describe b,a']);
  });

  it('waits for nothing when it fills a call', async () => {
    const { read, ask, calls } = recording(2);
    void read('list', '1');
    for (const key of ['a', 'b', 'c']) void ask('describe', key);
    await turn();
    expect(calls()).toEqual(['list 1', 'describe a,b']);
  });

  it('waits for nothing that does not lead to it', async () => {
    const { read, ask, calls } = recording(2);
    void read('other', '1');
    void read('look', '1');
    void ask('describe', 'a');
    await turn();
    expect(calls()).toEqual(['other 1', 'look 1', 'describe a']);
  });

  it('waits for what waits itself', async () => {
    const { read, ask, calls, end } = recording(10);
    void read('list', '1').then(() => ask('describe', 'b'));
    void ask('describe', 'a').then(() => ask('look', 'y'));
    void ask('look', 'x');
    await turn();
    expect(calls()).toEqual(['list 1']);
    await end('list 1');
    expect(calls()).toEqual(['list 1', 'describe a,b']);
    await end('describe a,b');
    expect(calls()).toEqual(['list 1', 'describe a,b', 'look x,y']);
  });

  it('waits for the calls of all batches that lead to it', async () => {
    const { ask, calls, end } = recording(10);
    void ask('describe', 'a', 'one').then(() => ask('look', 'x'));
    void ask('describe', 'b', 'two').then(() => ask('look', 'y'));
    await turn();
    await end('describe b');
    expect(calls()).toEqual(['describe a', 'describe b']);
    await end('describe a');
    expect(calls()).toEqual(['describe a', 'describe b', 'look y,x']);
  });

  it('does not wait for what nobody needs yet, which goes when it is needed', async () => {
    const { ask, ahead, calls } = recording(10);
    const asked = ahead('describe', 'a');
    void ask('look', 'x');
    await turn();
    expect(calls()).toEqual(['look x']);
    asked.need();
    await turn();
    expect(calls()).toEqual(['look x', 'describe a']);
  });

  it('goes on when what leads to it fails', async () => {
    const gathering = createGathering<string, string>((action) => new Set(before.get(action)));
    const failed = gathering.during('list', () => Promise.reject(new Error('refused'))).catch(() => 'failed');
    const { answer } = gathering.ask({ action: 'describe', id: '', size: 5, call: async (keys) => keys }, 'a');
    expect([await failed, await answer]).toEqual(['failed', 'a']);
  });
});

it('no read follows from itself, and each from reads that are there', () => {
  const actions: ReadonlySet<string> = new Set(reads.map(({ action }) => action));
  for (const { action, after } of reads) {
    expect(actionsBefore(action).has(action), action).toBe(false);
    for (const earlier of after) expect(actions.has(earlier), `${action} after ${earlier}`).toBe(true);
  }
});
