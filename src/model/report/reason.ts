import * as z from 'zod';
import { type AwsProblem, awsProblem } from './aws-problem.ts';
import { pathStep } from './path-step.ts';
import { sourceRange } from './source-range.ts';

const reasonKinds = [
  'variable',
  'resource',
  'data',
  'module',
  'expansion',
  'operation',
  'invalid',
  'plan',
  'aws',
  'secret',
  'ambiguous',
  'ignored',
  'unsupported',
  'git',
  'age',
  'outside',
  'elsewhere',
  'target',
  'base',
  'expectation',
  'interrupted',
] as const;

/** Why something is not known or not decided. `from` holds what it comes from. */
export interface ReasonData {
  kind: (typeof reasonKinds)[number];
  /** The address of the resource, data source or module; for `variable` the module's. */
  address?: string | undefined;
  /**
   * The variable, the operation, the diagnostic's code, the argument in `ignore_changes`, what is not supported, what
   * is wrong with a repository (`source`), why a line has no age (`shallow`, `future` …), what is missing to compare a
   * secret (`fingerprint-key`), the code of the problem of a target (`source`: its directory) or of the base of a
   * change (`source`: its revision), or why an expectation cannot be judged (`nothing-matches`, `too-many`; of a
   * connection: `addresses`, `ipv6-only`, `no-groups`, `two-meanings`, `several`). For `interrupted` the signal.
   */
  name?: string | undefined;
  path?: (string | number)[] | undefined;
  /** Of a module; for `git` the repository, for `outside` the file. */
  source?: string | undefined;
  /** For `base`: the file, or directory, of it that cannot be read, with why as the `value`. */
  file?: string | undefined;
  /** For `outside`: the directory that `--allow-outside` would have to name. */
  allow?: string | undefined;
  at?: z.infer<typeof sourceRange> | undefined;
  from?: ReasonData[] | undefined;
  problem?: AwsProblem | undefined;
  candidates?: string[] | undefined;
  /**
   * For `elsewhere`: the account, partition or profile of the provider (`name` says which), or the argument that gives
   * it credentials. For `expectation`: the pattern or name, how many things fit it, or the block of addresses.
   */
  value?: string | undefined;
  /** For `elsewhere`: the account, partition or profile of the run. */
  run?: string | undefined;
  /**
   * Of a hole in a template: how many characters of the texts directly before and behind it belong to what the reason
   * names, so that `before` them, the hole and `after` them are `${aws_x.y.arn}` as a whole.
   */
  around?: { before: number; after: number } | undefined;
}

export const reason: z.ZodType<ReasonData> = z
  .strictObject({
    kind: z.enum(reasonKinds),
    address: z.string().optional(),
    name: z.string().optional(),
    path: z.array(pathStep).optional(),
    source: z.string().optional(),
    file: z.string().optional(),
    allow: z.string().optional(),
    at: sourceRange.optional(),
    get from() {
      return z.array(reason).optional();
    },
    problem: awsProblem.optional(),
    candidates: z.array(z.string()).optional(),
    value: z.string().optional(),
    run: z.string().optional(),
    around: z.strictObject({ before: z.int(), after: z.int() }).optional(),
  })
  .meta({ id: 'Reason' });
