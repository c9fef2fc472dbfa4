import { ProblemError, type TooLargePlace } from './problem.ts';
import type { SourceRange } from './source.ts';

/** How much of one thing a run takes. */
export interface Limit {
  readonly most: number;
  readonly unit: BudgetUnit;
  /** What is limited, as a noun phrase: `the nesting of the code`. */
  readonly what: string;
  /** Why it is this number. */
  readonly why: string;
}

type BudgetUnit =
  | 'bytes'
  | 'characters'
  | 'instances'
  | 'levels'
  | 'milliseconds'
  | 'modules'
  | 'pages'
  | 'steps'
  | 'targets'
  | 'tokens'
  | 'values';

/**
 * How much a run takes: what is more ends with an error that names it and its place, and never with an exhausted memory
 * or a run without an end. All that can be made large by code, a file or an answer from outside stands here;
 * `docs/limits.md` is this table. Each number is at least ten times what the largest stacks in public hold, and low
 * enough for a run within 10 seconds and 1 GB.
 */
export const limits = {
  nesting: {
    most: 500,
    unit: 'levels',
    what: 'the nesting of code, of JSON and of YAML',
    why: 'Whatever reads a tree goes as deep as the tree does, and the stack of Node.js ends at some thousand calls.',
  },
  code: {
    most: 16 * 1024 * 1024,
    unit: 'bytes',
    what: 'all files of the code together',
    why: 'Large stacks reach a megabyte. A module counts once, however often it is called.',
  },
  tokens: {
    most: 2_000_000,
    unit: 'tokens',
    what: 'the words and signs of all code',
    why: 'Each takes some 200 bytes of memory once it is parsed. 20,000 rules written out have a million.',
  },
  readByFunctions: {
    most: 256 * 1024 * 1024,
    unit: 'bytes',
    what: 'what `file()` and its kin read, each call counted',
    why: 'Digests of the archives of some functions come to a hundred megabytes.',
  },
  inputFile: {
    most: 128 * 1024 * 1024,
    unit: 'bytes',
    what: 'a plan, a state or a snapshot',
    why: 'Plans of some thousand resources reach 50 MB.',
  },
  modules: {
    most: 5_000,
    unit: 'modules',
    what: 'the module calls of a configuration, each path counted',
    why: 'Two calls of the next module on each of 25 levels make 33 million modules.',
  },
  instances: {
    most: 30_000,
    unit: 'instances',
    what: 'the instances of resources and modules together',
    why: 'Terraform itself is used with some thousand; each costs some kilobytes of memory.',
  },
  steps: {
    most: 10_000_000,
    unit: 'steps',
    what: 'the work of evaluating the code',
    why: 'One expression that is evaluated is one step, and so is what costs as much. It ends loops within loops after some seconds.',
  },
  values: {
    most: 1_000_000,
    unit: 'values',
    what: 'the parts of one value',
    why: 'Parts that are shared count as often as they appear: a list of a list of one list is small in memory and yet without an end. 64 characters of text count as one part.',
  },
  elements: {
    most: 1_000_000,
    unit: 'values',
    what: 'the elements of all lists, sets, maps and objects of one evaluation',
    why: 'Each takes some 200 bytes of memory. 20,000 rules have some 200,000.',
  },
  searching: {
    most: 4_000,
    unit: 'milliseconds',
    what: 'the time in which the code searches texts with regular expressions',
    why: 'The time of one match grows with the text, and that of all with its square. In real code it is a few milliseconds.',
  },
  yaml: {
    most: 1_000_000,
    unit: 'characters',
    what: 'one text that is read as YAML',
    why: 'Of all that is read here YAML takes the longest: some 10 microseconds for each value.',
  },
  configFile: {
    most: 512 * 1024,
    unit: 'bytes',
    what: 'a `driftcheck.yaml`',
    why: 'A baseline of 200 accepted differences has some 50 KB. YAML is read slowly.',
  },
  targets: {
    most: 500,
    unit: 'targets',
    what: 'the targets of a `driftcheck.yaml`',
    why: 'All of a run are held in memory side by side. Of more roots several files, or runs with `--only-target`, take a part each.',
  },
  text: {
    most: 4_000_000,
    unit: 'characters',
    what: 'one text',
    why: 'No argument of AWS takes more than some hundred kilobytes; user data and documents reach a megabyte.',
  },
  texts: {
    most: 16_000_000,
    unit: 'characters',
    what: 'the texts that are made in one evaluation',
    why: 'Each is judged whether it is secret, which takes up to a microsecond. A thousand task definitions have some four million.',
  },
  answer: {
    most: 32 * 1024 * 1024,
    unit: 'bytes',
    what: 'one answer of AWS',
    why: 'A page of a thousand security groups with all their rules has some ten megabytes.',
  },
  answers: {
    most: 512 * 1024 * 1024,
    unit: 'bytes',
    what: 'all answers of AWS together',
    why: 'A cluster of 5,000 services with their task definitions and tasks has some hundred megabytes.',
  },
  answerTime: {
    most: 60_000,
    unit: 'milliseconds',
    what: 'the time in which the body of an answer comes; after 8 seconds also one that comes with less than 1,000 bytes a second is given up',
    why: "The socket's own time limit begins anew with each byte. `--timeout` bounds all of a run.",
  },
  pages: {
    most: 1_000,
    unit: 'pages',
    what: 'the pages of one list of AWS, 100 of them in a row empty',
    why: 'A service has at most 5,000 tasks and a cluster as many services, a hundred on a page.',
  },
  items: {
    most: 200_000,
    unit: 'values',
    what: 'the items of one list of AWS',
    why: 'They are asked for at most 200 security groups at once, each with up to a thousand rules.',
  },
  trailPages: {
    most: 10,
    unit: 'pages',
    what: 'the pages of one lookup in CloudTrail',
    why: 'CloudTrail takes two calls a second. What is further back than 500 events is said to be.',
  },
} as const satisfies Readonly<Record<string, Limit>>;

/** The name of a limit. */
export type LimitName = keyof typeof limits;

/** The error of a run that meets more than it takes. */
export function tooLarge(limit: LimitName, where?: TooLargePlace): ProblemError {
  return new ProblemError({ code: 'too-large', limit, ...(where === undefined ? {} : { where }) });
}

/** What one run, or one evaluation of it, has used up so far. */
export interface Budget {
  /** Uses up one step of evaluation, the commonest thing of all. Throws `tooLarge`. */
  step(at: SourceRange): void;
  /** Uses up some of a limit. Throws `tooLarge`. */
  use(limit: LimitName, amount: number, where?: TooLargePlace): void;
  /** What each evaluation may use anew is free again: that of the one before is let go. */
  beginEvaluation(): void;
  /** What is in use of that; the same object as long as nothing has changed. */
  usage(): BudgetUse;
  /** Makes free again what was used for something that is let go. */
  giveBack(usage: BudgetUse): void;
}

/** How much is in use of what each evaluation may use anew. */
export type BudgetUse = Readonly<Record<'elements' | 'texts' | 'instances', number>>;

const ofEvaluation = ['elements', 'texts', 'instances'] as const satisfies readonly LimitName[];

/** A budget of which nothing is used up. */
export function createBudget(mostSteps: number = limits.steps.most): Budget {
  const used = new Map<LimitName, number>();
  let steps = 0;
  let usage: BudgetUse | undefined;
  const check = (limit: LimitName, sum: number, most: number, where: TooLargePlace | undefined): void => {
    if (sum > most) throw tooLarge(limit, where);
  };
  return {
    step(at) {
      if (++steps > mostSteps) throw tooLarge('steps', { at });
    },
    use(limit, amount, where) {
      if (limit === 'steps') {
        steps += amount;
        check(limit, steps, mostSteps, where);
        return;
      }
      const sum = (used.get(limit) ?? 0) + amount;
      used.set(limit, sum);
      usage = undefined;
      check(limit, sum, limits[limit].most, where);
    },
    beginEvaluation() {
      for (const limit of ofEvaluation) used.delete(limit);
      usage = undefined;
    },
    usage() {
      usage ??= {
        elements: used.get('elements') ?? 0,
        texts: used.get('texts') ?? 0,
        instances: used.get('instances') ?? 0,
      };
      return usage;
    },
    giveBack(given) {
      // Another evaluation may have begun since.
      for (const limit of ofEvaluation) used.set(limit, Math.max(0, (used.get(limit) ?? 0) - given[limit]));
      usage = undefined;
    },
  };
}
