// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGitHubServer } from '../github-server/server.ts';
import { actionsBot, allPermissions } from '../github-server/world.ts';
import { commandLines, shapesFor, wrongs } from './broken.ts';
import { type Needs, type Plant, type Sort, shop, snapshotOf } from './fixture.ts';
import { leakFinder } from './leaks.ts';
import { type Run, runInProcess } from './run.ts';
import { allShapes, isOneWord, type Planted, type Shape, secretMaker, speakingShapes, tokenShapes } from './secrets.ts';
import { serve } from './server.ts';

/*
 * Secrets of every shape are planted in every place that driftcheck reads, every command is run, and none may come out: not eight
 * characters in a row of it, not in base64. A control run with ordinary words in the same places proves that each is read.
 */

/** How often each shop and each wrong input is made, each time with other shapes; CANARY_SCALE=5 brings every shape to every place. */
const scale = Number(process.env['CANARY_SCALE'] ?? 1);
const shops = 5 * scale;
const rounds = 5 * scale;

const home = process.cwd();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-canary-'));
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

/** Writes the files into a directory of their own and goes there. */
function enter(name: string, files: Readonly<Record<string, string>>): void {
  const directory = join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  process.chdir(directory);
}

interface Where {
  readonly place: string;
  readonly shape: string;
}

/** What is counted: how many secrets stood in a place, and which commands showed one. */
class Tally {
  readonly planted = new Map<string, number>();
  readonly commands = new Set<string>();
  /** How often the program was run with secrets. */
  runs = 0;
  readonly leaks: { place: string; shape: string; command: string; form: string; line: string }[] = [];

  plant(place: string): void {
    this.planted.set(place, (this.planted.get(place) ?? 0) + 1);
  }

  /** Place by place: how many were planted, how many came out, and where. */
  table(): string {
    const rows = [...this.planted].map(([place, planted]) => {
      const leaks = this.leaks.filter((leak) => leak.place === place);
      const leaked = new Set(leaks.map(({ shape }) => shape)).size;
      const where = [...new Set(leaks.map(({ command }) => command))].join(', ');
      return `${place.padEnd(60)} ${String(planted).padStart(8)} ${String(leaked).padStart(7)}  ${where}`;
    });
    const total = [...this.planted.values()].reduce((sum, planted) => sum + planted, 0);
    return [
      `${'place'.padEnd(60)}  planted  leaked  by`,
      ...rows,
      `${total} secrets in ${this.planted.size} places, ${this.runs} runs of ${this.commands.size} commands: ${this.leaks.length} lines with one`,
    ].join('\n');
  }

  /** Each leak once, with what is needed to find it again. */
  summary(): readonly string[] {
    const each = this.leaks.map(
      ({ place, shape, command, form, line }) =>
        `${place} | ${shape} | ${command} | ${form} | ${line.trim().slice(0, 160)}`,
    );
    return [...new Set(each)];
  }
}

const chosen = (sort: Sort, needs: Needs): readonly Shape[] => {
  if (needs.within) return tokenShapes;
  const shapes = sort === 'shape' ? speakingShapes : allShapes;
  return needs.word ? shapes.filter(isOneWord) : shapes;
};

/** A list's element, the list taken as a circle. */
function turn<T>(list: readonly T[], at: number): T {
  const found = list[at % list.length];
  if (found === undefined) throw new Error('an empty list');
  return found;
}

const expressions = [
  'var.from_flag',
  'local.marked',
  'local.shape',
  'jsonencode(var.settings)',
  'base64encode(local.shape)',
  '[for key, value in var.settings : "${key}=${jsonencode(value)}"]',
  '{ (local.shape) = 1 }',
  'upper(local.shape) == local.shape ? "a" : local.shape',
  'module.child',
  'data.terraform_remote_state.network.outputs',
];

function commandsOf(flags: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const live = ['--live', 'live.json'];
  const state = [...live, '--state', 'state.json', ...flags];
  const observed = ['trace', 'api', '--no-terraform', '--cluster', 'shop', ...live];
  return {
    'check text': ['.', ...live, ...flags],
    'check json': ['.', ...live, ...flags, '--format', 'json'],
    'check --state text': ['.', ...state],
    'check --state json': ['.', ...state, '--format', 'json'],
    'check --plan text': ['.', ...live, '--plan', 'plan.json'],
    'check --plan json': ['.', ...live, '--plan', 'plan.json', '--format', 'json'],
    'check of AWS': ['.', ...flags, '--format', 'json'],
    'check --who text': ['.', ...live, ...flags, '--who'],
    'check --who json': ['.', ...live, ...flags, '--who', '--format', 'json'],
    'check --who of AWS': ['.', ...flags, '--who', '--format', 'json', '--format', 'text=written/who'],
    'trace text': ['trace', 'api', '.', ...live, ...flags],
    'trace json': ['trace', 'api', '.', ...live, ...flags, '--format', 'json', '--format', 'text=written/trace'],
    'trace --no-terraform text': observed,
    'trace --no-terraform json': [...observed, '--json'],
    'trace --env': ['trace', 'api', '.', ...live, ...flags, '--env', 'DB_PASSWORD'],
    'trace --field': ['trace', 'api', '.', ...live, ...flags, '--field', 'containers[api].command', '--format', 'json'],
    'history text': ['history', 'api', ...live],
    'history json': ['history', 'api', ...live, '--format', 'json', '--format', 'text=written/history'],
    'history of a name': ['history', 'api', 'DB_PASSWORD', ...live],
    'history of a plain name': ['history', 'api', 'RELEASE_NOTE', ...live, '--json'],
    'eval text': ['eval', '.', ...flags],
    'eval json': ['eval', '.', '--json', ...flags],
    'eval --all text': ['eval', '.', '--all', ...flags],
    'eval --all json': ['eval', '.', '--all', '--format', 'json', '--format', 'text=written/eval', ...flags],
    'eval address': ['eval', '.', 'aws_ecs_task_definition.api', ...flags],
    'eval --expression': ['eval', '.', '--expressions', 'expressions.json', ...flags],
    'eval --expression json': ['eval', '.', '--expressions', 'expressions.json', '--json', ...flags],
    snapshot: ['snapshot', '.', '-o', '-', ...flags],
    'snapshot to a file': ['snapshot', '.', '-o', 'written/live.json', '--who', ...flags],
    'check to files': [
      '.',
      ...live,
      ...flags,
      '--show-set-aside',
      '--fix-hints',
      ...(['text', 'json', 'markdown', 'sarif', 'junit', 'github'] as const).flatMap((name) => [
        '--format',
        `${name}=written/${name}`,
      ]),
    ],
    'check of targets': [...live, ...flags, '--format', 'json'],
    'iam-policy': ['iam-policy', '.', ...flags],
  };
}

/** Runs every command over a shop. */
async function runShop(name: string, plant: Plant, isRolledBack: boolean): Promise<ReadonlyMap<string, Run>> {
  const fixture = shop(plant, isRolledBack);
  const files = { ...fixture.files, 'live.json': snapshotOf(fixture), 'expressions.json': JSON.stringify(expressions) };
  enter(name, { ...files, 'written/.gitkeep': '' });
  const server = await serve(fixture);
  const runs = new Map<string, Run>();
  const run = async (command: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const came = await runInProcess(args, { ...server.environment, ...fixture.environment, ...more });
    runs.set(command, { ...came, stdout: came.stdout + writtenFiles(files) });
  };
  try {
    for (const [command, args] of Object.entries(commandsOf(fixture.flags))) await run(command, args);
    for (const comment of ['always', 'never']) {
      const came = await runAction({ ...server.environment, ...fixture.environment, INPUT_COMMENT: comment });
      runs.set(`action, comment: ${comment}`, { ...came, stdout: came.stdout + writtenFiles(files) });
    }
    const { 'driftcheck.yaml': _, ...unconfigured } = fixture.files;
    enter(`${name}-init`, unconfigured);
    await run('init', ['init', '.']);
    // It adds to a file what is no secret, and leaves there what was.
    const { redact } = fixture;
    const acceptance = ['--owner', 'the team', '--reason', 'it may'];
    const redacted = { ...unconfigured, 'driftcheck.yaml': `redact: ${JSON.stringify(redact)}\n` };
    for (const [how, key] of [
      ['', undefined],
      [' with a key', 'canary fingerprint key'],
    ] as const) {
      enter(`${name}-accept${how}`, { ...redacted, 'live.json': files['live.json'] });
      const keyed = key === undefined ? {} : { DRIFTCHECK_FINGERPRINT_KEY: key };
      await run(`accept${how}`, ['accept', '.', '--live', 'live.json', ...fixture.flags, ...acceptance], keyed);
      await run(
        `check of what was accepted${how}`,
        ['.', '--live', 'live.json', ...fixture.flags, '--format', 'json'],
        keyed,
      );
    }
  } finally {
    await server.close();
  }
  return runs;
}

/** Runs the Action for a pull request, with all that it writes on GitHub in its output. */
async function runAction(environment: Readonly<Record<string, string>>): Promise<Run> {
  const github = await startGitHubServer();
  try {
    const repository = github.host('example/shop', [7]);
    const token = 'invented-token';
    github.grant(token, actionsBot(allPermissions));
    for (const name of ['output', 'summary']) writeFileSync(`written/${name}`, '');
    const payload = {
      repository: { id: 1 },
      workflow_run: { head_sha: 'a'.repeat(40), head_repository: { id: 1 }, pull_requests: [{ number: 7 }] },
    };
    writeFileSync('written/event.json', JSON.stringify(payload));
    const given = {
      'INPUT_VAR-FILE': 'extra.tfvars',
      INPUT_SARIF: 'upload',
      INPUT_TOKEN: token,
      GITHUB_API_URL: github.url,
      GITHUB_EVENT_NAME: 'workflow_run',
      GITHUB_EVENT_PATH: 'written/event.json',
      GITHUB_OUTPUT: 'written/output',
      GITHUB_REPOSITORY: repository.name,
      GITHUB_STEP_SUMMARY: 'written/summary',
      RUNNER_TEMP: 'written',
    };
    const came = await runInProcess([], { ...environment, ...given }, undefined, 'action');
    const bodies = [...repository.pulls.values()].flat().map(({ body }) => body);
    // It says on standard output what stopped it; a run without a comment shows nothing of comments.
    const isWhole = came.code !== 1 && (bodies.length > 0 || environment['INPUT_COMMENT'] === 'never');
    return {
      code: isWhole ? came.code : 1,
      stdout: [came.stdout, ...bodies].join('\n'),
      stderr: isWhole ? came.stderr : `no whole run: ${came.stdout}`,
    };
  } finally {
    await github.close();
  }
}

/** What stands in files that were not given, or no longer say what they said. */
function writtenFiles(given: Readonly<Record<string, string>>): string {
  return readdirSync('.', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      return given[path] === text ? [] : [`\n${path}:\n${text}`];
    })
    .join('');
}

const commands = ['check', 'trace', 'history', 'eval', 'snapshot', 'accept', 'iam-policy', 'explain', 'demo', 'help'];

const tally = new Tally();

test('what is planted is read: ordinary words in every place are shown', async () => {
  const places = new Map<string, RegExp>();
  let shown = '';
  for (const isRolledBack of [false, true]) {
    const plant: Plant = (place, _sort, needs) => {
      const at = places.has(place) ? [...places.keys()].indexOf(place) : places.size;
      const text = `control-${at}-end`;
      places.set(place, needs?.proof ?? new RegExp(text));
      return { text, name: (_, ordinary) => ordinary, marked: false };
    };
    for (const [command, { code, stdout, stderr }] of await runShop(`control-${isRolledBack}`, plant, isRolledBack)) {
      expect([command, code === 1 ? stderr : '']).toEqual([command, '']);
      shown += (stdout + stderr).replace(/\n\s+/g, '');
    }
  }
  const unseen = [...places].filter(([, proof]) => !proof.test(shown)).map(([place]) => place);
  expect(unseen).toEqual([]);
}, 600_000);

test(
  'no secret comes out of any command',
  async () => {
    for (let at = 0; at < shops; at++) {
      const make = secretMaker(1000 + at);
      const planted: { where: Where; secret: Planted }[] = [];
      const plant: Plant = (place, sort, needs = {}) => {
        const secret = make(turn(chosen(sort, needs), planted.length * 5 + at * 7));
        planted.push({ where: { place, shape: secret.shape }, secret });
        tally.plant(place);
        return { text: secret.text, name: (sensitive) => sensitive, marked: sort === 'mark' };
      };
      const runs = await runShop(`shop-${at}`, plant, at % 2 === 1);
      const leaksIn = leakFinder(planted);
      for (const [command, { code, stdout, stderr }] of runs) {
        tally.commands.add(command);
        tally.runs += 1;
        // A run that stops early shows nothing and proves nothing.
        expect([command, code === 1 ? stderr : '']).toEqual([command, '']);
        for (const leak of leaksIn(`${stdout}\n${stderr}`)) tally.leaks.push({ ...leak.where, ...leak, command });
      }
    }
    expect(tally.summary()).toEqual([]);
  },
  600_000 * Math.max(1, scale),
);

test(
  'no secret comes out of an error',
  async () => {
    const before = tally.summary();
    const unproven: string[] = [];
    const make = secretMaker(2000);
    for (const [index, wrong] of wrongs.entries()) {
      const shapes = shapesFor(wrong);
      const all = Array.from({ length: rounds }, (_, round) => make(turn(shapes, index * 5 + round * 7)));
      for (const [round, secret] of [undefined, ...all].entries()) {
        const made = wrong.make(secret?.text ?? 'control');
        enter(`wrong-${index}-${round}`, made.files ?? {});
        let output = '';
        for (const args of commandLines(made)) {
          const { stdout, stderr } = await runInProcess(args, made.environment ?? {}, made.crash);
          if (secret !== undefined) tally.runs += 1;
          output += `${stdout}\n${stderr}\n`;
        }
        if (!wrong.proof.test(output)) {
          unproven.push(`${wrong.place} | ${secret?.shape ?? 'control'} | ${output.slice(0, 200)}`);
        }
        if (secret === undefined) continue;
        tally.plant(wrong.place);
        const command = `${commands.find((name) => made.args.includes(name)) ?? 'check'}, in error`;
        tally.commands.add(command);
        const leaksIn = leakFinder([{ where: { place: wrong.place, shape: secret.shape }, secret }]);
        for (const leak of leaksIn(output)) tally.leaks.push({ ...leak.where, ...leak, command });
      }
    }
    const leaks = tally.summary().filter((leak) => !before.includes(leak));
    expect({ unproven, leaks }).toEqual({ unproven: [], leaks: [] });
  },
  600_000 * Math.max(1, scale),
);

test('1000 secrets were planted in 200 runs, and more', () => {
  console.info(tally.table());
  const total = [...tally.planted.values()].reduce((sum, planted) => sum + planted, 0);
  expect(total).toBeGreaterThanOrEqual(1000);
  expect(tally.runs).toBeGreaterThanOrEqual(200);
});
