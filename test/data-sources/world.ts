import { posix } from 'node:path';
import type { Read } from '../../src/aws/read.ts';
import type { AwsReader } from '../../src/aws/reader.ts';
import type { ReadName, Reads } from '../../src/aws/reads/index.ts';
import { evaluateToFixedPoint, nothingKnown } from '../../src/check/evaluate-stack.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { AwsProblem } from '../../src/model/report/aws-problem.ts';
import type { KnownAttributes, Stack } from '../../src/model/stack.ts';
import type { TerraformValue } from '../../src/model/value.ts';
import type { FileReader } from '../../src/terraform/load/files.ts';
import { loadConfiguration } from '../../src/terraform/load/load.ts';
import { evaluateConfiguration } from '../../src/terraform/stack/evaluate-modules.ts';
import { plain } from '../terraform/plain.ts';

const place = { account: '123456789012', region: 'us-east-1', partition: 'aws' };

/** What AWS answers: per action a function of the key. Without one, nothing is there. */
export type Answers = { readonly [N in ReadName]?: (key: Reads[N]['key']) => Read<Reads[N]['result']> };

/** A question that was put, with its region where that is not the run's. */
export interface Asked {
  readonly action: ReadName;
  readonly key: object;
  readonly region?: string;
}

export const found = <T>(value: T): Read<T> => ({ status: 'found', value });
export const denied = (action: string): { status: 'unreadable'; problem: AwsProblem } => ({
  status: 'unreadable',
  problem: { kind: 'denied', action },
});

/** An AWS that remembers what it was asked, each question once. */
function fakeAws(answers: Answers): { readonly aws: AwsReader; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const aws: AwsReader = {
    source: 'aws',
    defaultRegion: async () => place.region,
    async read<N extends ReadName>(action: N, key: Reads[N]['key'], region?: string) {
      const question: Asked = { action, key, ...(region === undefined || region === place.region ? {} : { region }) };
      if (!asked.some((one) => JSON.stringify(one) === JSON.stringify(question))) asked.push(question);
      const answer: ((key: Reads[N]['key']) => Read<Reads[N]['result']>) | undefined = answers[action];
      return answer === undefined ? { status: 'absent' } : answer(key);
    },
  };
  return { aws, asked };
}

/** Files that are only in memory, below the root module. */
export function memoryFiles(content: Readonly<Record<string, string>>): FileReader {
  const normal = new Map(Object.entries(content).map(([name, text]) => [posix.normalize(`root/${name}`), text]));
  const inRoot = (path: string): string => posix.relative(process.cwd(), posix.resolve(path));
  return {
    read: (path) => {
      const text = normal.get(inRoot(path));
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    list: (directory) => {
      const prefix = `${inRoot(directory)}/`;
      const names = [...normal.keys()]
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length));
      return names.length === 0
        ? undefined
        : [...new Set(names.map((name) => name.split('/')[0] ?? ''))].map((name) => ({
            name,
            isDirectory: !names.includes(name),
          }));
    },
  };
}

/** Evaluates `main` until nothing more is known. */
export async function understand(
  main: string,
  answers: Answers = {},
  more: {
    readonly files?: (stack: Stack) => KnownAttributes;
    readonly applied?: KnownAttributes;
    readonly content?: Readonly<Record<string, string>>;
  } = {},
): Promise<{
  readonly stack: Stack;
  readonly asked: readonly Asked[];
  readonly value: (name: string) => TerraformValue;
}> {
  const { aws, asked } = fakeAws(answers);
  const configuration = await loadConfiguration(
    { directory: 'root', environment: {} },
    memoryFiles({ 'main.tf': main, ...more.content }),
  );
  const types = new Set(kinds.flatMap((kind) => kind.terraformTypes));
  const sources = { aws, run: place, types, files: more.files, applied: more.applied };
  const { stack } = await evaluateToFixedPoint(
    (known) => evaluateConfiguration(configuration, known),
    nothingKnown,
    sources,
  );
  const value = (name: string): TerraformValue => {
    const output = stack.outputs?.get(name);
    if (output === undefined) throw new Error(`no output ${name}`);
    return output;
  };
  return { stack, asked, value };
}

/** A value as plain data: a hole or an unknown as its cause. */
export function plainWithCauses(value: TerraformValue): unknown {
  return plain(value, (hole) =>
    hole.kind === 'unknown' ? hole.because : hole.parts.map((part) => (typeof part === 'string' ? part : part.because)),
  );
}
