import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

/*
 * npm run new:kind -- <family>/<name> --type aws_… --read service:Action
 *
 * Lays the files of a kind that is found by its name, and prints the lines that make it one of those that are compared. What it lays compiles once
 * the read is defined; the table of members is what is left to write.
 */

const usage =
  'usage: npm run new:kind -- <family>/<name> --type <Terraform type> --read <service:Action>\n' +
  'e.g.   npm run new:kind -- ecs/cluster --type aws_ecs_cluster --read ecs:DescribeClusters\n';

const parsed = parse();
const root = join(import.meta.dirname, '..');
const { family, name, type, action } = parsed;
const kind = name.startsWith(`${family}-`) || family === 'ec2' ? name : `${family}-${name}`;
const camel = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const Pascal = camel.replace(/^\w/, (letter) => letter.toUpperCase());
const folder = `src/kinds/${family}/${name}`;
const readFile = `src/aws/reads/${action
  .replace(':', '-')
  .replace(/([a-z])([A-Z])/g, '$1-$2')
  .toLowerCase()}.ts`;
const words = name.replaceAll('-', ' ');

/** @returns {{ family: string, name: string, type: string, action: string }} */
function parse() {
  try {
    const { values, positionals } = parseArgs({
      options: { type: { type: 'string' }, read: { type: 'string' } },
      allowPositionals: true,
    });
    const [given = ''] = positionals;
    const match = /^(?<family>[a-z][a-z0-9]*)\/(?<name>[a-z][a-z0-9-]*)$/.exec(given);
    const { type = '', read = '' } = values;
    if (match?.groups === undefined || !/^aws_\w+$/.test(type) || !/^[a-z0-9-]+:[A-Z]\w+$/.test(read)) stop(usage);
    return { family: match.groups['family'] ?? '', name: match.groups['name'] ?? '', type, action: read };
  } catch (error) {
    return stop(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

/** @returns {never} */
function stop(message) {
  process.stderr.write(message);
  process.exit(1);
}

const files = {
  [`${folder}/model.ts`]: `import { type ModelOf, name } from '../../member.ts';
import type { Treatment } from '../../sdk-members.ts';

/** The rows of a ${words}: how each member is written in the code, compared with what AWS has, and what leaving it out means. */
export const ${camel}Table = {
  name: name(),
};
export type ${Pascal}Model = ModelOf<typeof ${camel}Table>;

/** The arguments that have no row, and why: any other is named in reports as not compared. */
export const uncoveredArgumentsOf${Pascal}: Readonly<Record<string, Treatment>> = {};
`,
  [`${folder}/declared.ts`]: `import type { KnownRecord } from '../../../compare/declared.ts';
import type { Value } from '../../../model/declared.ts';
import type { Place } from '../../../model/place.ts';
import type { SourceRange } from '../../../model/source.ts';
import type { Unknown } from '../../../model/value.ts';
import { placeOf } from '../../../terraform/stack/place.ts';
import { type IgnoredChanges, ignoredChanges } from '../../ignore-changes.ts';
import type { Root } from '../../kind.ts';
import { argumentRows, bodyRecord } from '../../member.ts';
import { type ${Pascal}Model, ${camel}Table } from './model.ts';

/** A ${words} that the code of a target declares. */
export interface Declared${Pascal} {
  readonly target: string;
  readonly address: string;
  readonly at: SourceRange;
  readonly place: Place;
  readonly name: Value<string> | undefined;
  readonly model: KnownRecord<${Pascal}Model>;
  /** What \`ignore_changes\` leaves to others. */
  readonly ignored: IgnoredChanges;
  /** Why it is not known how many of them there are. */
  readonly expansion?: Unknown;
}

const rows = argumentRows(${camel}Table);

/** All that a root declares. */
export function declare${Pascal}s({ target, stack }: Root): readonly Declared${Pascal}[] {
  return stack.resources
    .filter(({ mode, type }) => mode === 'managed' && type === '${type}')
    .map((resource) => {
      const model = bodyRecord<${Pascal}Model>(resource.body, ${camel}Table, resource.at);
      return {
        target,
        address: resource.address,
        at: resource.at,
        place: placeOf(resource, stack),
        name: model.members.name,
        model,
        ignored: ignoredChanges(resource.ignoreChanges, rows),
        ...(resource.expansion === undefined ? {} : { expansion: resource.expansion }),
      };
    });
}
`,
  [`${folder}/leaves.ts`]: `import { members } from '../../../compare/record.ts';
import { reasonOf } from '../../../model/declared.ts';
import { type Compared, type Leaf, leavesOf, type Subject } from '../../../model/leaf.ts';
import { wholePath } from '../../../model/path.ts';
import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import { withIgnored } from '../../ignore-changes.ts';
import { missingLeaf, undeterminedLeaf } from '../../whole.ts';
import type { Declared${Pascal} } from './declared.ts';
import { type ${Pascal}Model, ${camel}Table } from './model.ts';

/** What AWS, or a state, has of a declared ${words}. */
export type Found${Pascal} =
  | { readonly status: 'found'; readonly model: ${Pascal}Model; readonly arn?: string }
  | { readonly status: 'absent' }
  /** Its name, or where it lives, is not known: nobody was asked. */
  | { readonly status: 'unidentified' }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem };

/** What there is of each declared ${words}; one that is not in it does not exist. */
export type Live${Pascal}s = ReadonlyMap<Declared${Pascal}, Found${Pascal}>;

/** Holds each declared ${words} against what there is of it. */
export function compare${Pascal}s(declared: readonly Declared${Pascal}[], live: Live${Pascal}s): Compared {
  const pairs = declared.map((one) => {
    const found = live.get(one) ?? { status: 'absent' };
    return { one, found, subject: subjectOf(one, found) };
  });
  return {
    subjects: pairs.map(({ subject }) => subject),
    leaves: pairs.flatMap(({ one, found, subject }) => leavesAbout(subject, one, found)),
  };
}

function subjectOf({ target, address, at, name, place }: Declared${Pascal}, found: Found${Pascal}): Subject {
  return {
    kind: '${kind}',
    target,
    address,
    at,
    identity: {
      ...(place.account === undefined ? {} : { account: place.account }),
      ...(place.region === undefined ? {} : { region: place.region }),
      ...(found.status === 'found' && found.arn !== undefined ? { arn: found.arn } : {}),
      ...(name?.state === 'known' ? { name: name.value } : {}),
    },
  };
}

function leavesAbout(subject: Subject, declared: Declared${Pascal}, found: Found${Pascal}): readonly Leaf[] {
  const { name, place, expansion, model, ignored } = declared;
  switch (found.status) {
    case 'found': {
      const compared = members<${Pascal}Model>(${camel}Table)(model, found.model, { path: wholePath });
      return withIgnored(
        leavesOf(compared, subject, () => '${family}/${name}-changed'),
        ignored,
      );
    }
    case 'absent':
      return [
        expansion === undefined
          ? missingLeaf(subject, '${family}/${name}-missing')
          : undeterminedLeaf(subject, 'expansion-unknown', reasonOf(expansion)),
      ];
    case 'unidentified': {
      const because = place.doubt ?? (name?.state === 'unknown' ? name.because : undefined);
      const reason = because === undefined ? ({ kind: 'invalid', name: 'name-missing' } as const) : reasonOf(because);
      return [undeterminedLeaf(subject, 'unidentified', reason)];
    }
    case 'unreadable':
      return [undeterminedLeaf(subject, 'unreadable', { kind: 'aws', problem: found.problem })];
  }
}
`,
  [`${folder}/index.ts`]: `import type { AwsReader } from '../../../aws/reader.ts';
import { knownModel } from '../../../compare/known.ts';
import type { KnownAttributes } from '../../../model/stack.ts';
import { counterparts } from '../../counterpart.ts';
import { defineKind, type Kind } from '../../kind.ts';
import { knownArguments } from '../../known-names.ts';
import { type Declared${Pascal}, declare${Pascal}s } from './declared.ts';
import { compare${Pascal}s, type Found${Pascal}, type Live${Pascal}s } from './leaves.ts';
import { type ${Pascal}Model, ${camel}Table, uncoveredArgumentsOf${Pascal} } from './model.ts';

/** The ${words}s of a target, found by name. */
export const ${family}${Pascal}: Kind = defineKind<Declared${Pascal}, Live${Pascal}s>({
  name: '${kind}',
  resourceTypes: { ${type}: knownArguments<${Pascal}Model>(${camel}Table, uncoveredArgumentsOf${Pascal}) },
  declare: declare${Pascal}s,
  read: async (declared, aws) =>
    new Map(await Promise.all(declared.map(async (one) => [one, await find(one, aws)] as const))),
  compare: compare${Pascal}s,
  learn: (declared, live): KnownAttributes =>
    new Map(
      declared.flatMap((one) => {
        const found = live.get(one);
        if (found?.status !== 'found' || found.arn === undefined || one.expansion !== undefined) return [];
        return [[one.address, new Map([['arn', { kind: 'string', value: found.arn } as const]])] as const];
      }),
    ),
  liveOfState: (declared, state) => {
    const applied = declare${Pascal}s({ target: '', stack: state });
    const pairs = counterparts(declared, applied, ({ name }) => (name?.state === 'known' ? name.value : undefined));
    return new Map([...pairs].map(([one, { model }]) => [one, { status: 'found', model: knownModel(model) }]));
  },
});

async function find({ name, place }: Declared${Pascal}, aws: AwsReader): Promise<Found${Pascal}> {
  if (name?.state !== 'known' || place.doubt !== undefined) return { status: 'unidentified' };
  const read = await aws.read('${action}', { name: name.value }, place.region);
  if (read.status !== 'found') return read;
  const { arn, name: liveName } = read.value;
  return { status: 'found', model: { name: liveName }, ...(arn === undefined ? {} : { arn }) };
}
`,
  [`fixtures/${kind}/in-sync/main.tf`]: `resource "${type}" "main" {
  name = "main"
}
`,
  [`fixtures/${kind}/in-sync/live.json`]: `${JSON.stringify(
    {
      format: 'driftcheck-snapshot',
      schemaVersion: 1,
      salt: 'salt',
      account: '123456789012',
      region: 'us-east-1',
      partition: 'aws',
      reads: [{ action, key: { name: 'main' }, result: { name: 'main' } }],
    },
    undefined,
    2,
  )}\n`,
};

for (const [file, text] of Object.entries(files)) {
  const path = join(root, file);
  if (existsSync(path)) stop(`${file} is there already; nothing of it was changed\n`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

process.stdout.write(`laid:
${Object.keys(files)
  .map((file) => `  ${file}\n`)
  .join('')}
The lines that make it one of the kinds:
  src/kinds/index.ts       import { ${family}${Pascal} } from './${family}/${name}/index.ts'; and an entry of \`kinds\`
  src/model/identity.ts    '${kind}': z.strictObject({ ...located, name: z.string().optional() }).meta({ id: '${Pascal}Identity' }),
  src/model/rule.ts        '${family}/${name}-missing', '${family}/${name}-changed',
  rules/${family}.yaml${' '.repeat(Math.max(1, 14 - family.length))}${name}-missing and ${name}-changed: what each means, why it matters, what to do

The read, when there is none yet:
  ${readFile} (see src/aws/read.ts), and an entry of \`reads\` in src/aws/reads/index.ts

Then: npx biome check --write src, UPDATE=1 npm test -- test/fixtures.test.ts test/docs test/report test/policy; read what it wrote.
`);
