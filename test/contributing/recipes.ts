import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from './copy.ts';

/** An addition that CONTRIBUTING.md describes, done in a copy of the project. */
export interface Recipe {
  /** The heading of its section. */
  readonly heading: string;
  /** How many places it may touch, beside a new folder of its own. */
  readonly most: number;
  readonly edits: readonly Edit[];
  /** A folder that the addition brings: what is in it counts as one. */
  readonly folder?: string;
  /** Tests that write what is generated of it (`UPDATE=1`). */
  readonly generated?: readonly string[];
  /** Tests of the project that it must pass. */
  readonly tests?: readonly string[];
  /** The text of a test that shows that it works. Imports are those of a file in `test/`. */
  readonly probe: string;
}

// A link in a copy leads there, and a type may be added to where it stands only.
const models = realpathSync(join(import.meta.dirname, '../../node_modules/@aws-sdk/client-ecs/dist-types/models'));

/** A member that AWS's own types do not have yet. */
const invented = (file: string, type: string, member: string): string => `
      declare module '${models}/${file}.js' {
        interface ${type} {
          ${member}
        }
      }`;

export const recipes: readonly Recipe[] = [
  {
    heading: 'Add a predicted attribute',
    most: 1,
    edits: [
      {
        file: 'src/terraform/predicted/table.ts',
        behind: '  // EC2: from the id, once something has told it.\n',
        insert: `  {
    mode: 'managed',
    types: ['aws_invented_thing'],
    attribute: 'arn',
    formula: arn('invented', 'thing/{name}'),
    source: resource('invented_thing'),
    examples: [{ given: { name: 'a' }, gives: 'arn:aws:invented:eu-west-1:123456789012:thing/a' }],
  },
`,
      },
    ],
    generated: ['test/docs/tables.test.ts'],
    tests: ['test/terraform/predicted'],
    probe: `
      import { readFileSync } from 'node:fs';
      import { expect, it } from 'vitest';

      it('is predicted', () => {
        expect(readFileSync('docs/derived.md', 'utf8')).toContain('aws_invented_thing.arn');
      });`,
  },
  {
    heading: 'Add a member of a container',
    most: 2,
    edits: [
      {
        file: 'src/kinds/ecs/task-definition/container.ts',
        behind: '  stopTimeout: number(),\n',
        insert: '  inventedLimit: number(),\n',
      },
      {
        file: 'test/kinds/ecs/sample/live.ts',
        behind: "    versionConsistency: 'disabled',\n",
        insert: '    inventedLimit: 7,\n',
      },
    ],
    generated: ['test/kinds/ecs/coverage.test.ts'],
    tests: ['test/kinds/ecs/every-field.test.ts'],
    probe: `
      import { readFileSync } from 'node:fs';
      import { expect, it } from 'vitest';
      ${invented('models_0', 'ContainerDefinition', 'inventedLimit?: number | undefined;')}

      it('is compared', () => {
        expect(readFileSync('docs/fields.md', 'utf8')).toContain('containers[].inventedLimit');
      });`,
  },
  {
    heading: 'Add a member of a service',
    most: 3,
    edits: [
      {
        file: 'src/kinds/ecs/service/model.ts',
        behind: '    availabilityZoneRebalancing: optional(text()),\n',
        insert: '    inventedMode: record({ mode: text(), level: count }),\n',
      },
      {
        file: 'test/kinds/ecs/sample/main.tf',
        behind: '  availability_zone_rebalancing      = "ENABLED"\n',
        insert: '  invented_mode {\n    mode  = "b"\n    level = 2\n  }\n',
      },
      {
        file: 'test/kinds/ecs/sample/live.ts',
        behind: "  availabilityZoneRebalancing: 'ENABLED',\n",
        insert: "  inventedMode: { mode: 'b', level: 2 },\n",
      },
    ],
    generated: ['test/kinds/ecs/coverage.test.ts'],
    tests: ['test/kinds/ecs/every-field.test.ts', 'test/kinds/written-forms.test.ts'],
    probe: `
      import { readFileSync } from 'node:fs';
      import { expect, it } from 'vitest';
      ${invented('models_1', 'Service', 'inventedMode?: { mode?: string | undefined; level?: number | undefined } | undefined;')}

      it('is compared', () => {
        expect(readFileSync('docs/fields.md', 'utf8')).toContain('inventedMode.level');
      });`,
  },
  {
    heading: 'Add an error code of AWS',
    most: 1,
    edits: [
      {
        file: 'src/aws/errors.ts',
        behind: "      'UnauthorizedException',\n",
        insert: "      'SessionNotPermitted',\n",
      },
    ],
    tests: ['test/aws/errors.test.ts'],
    probe: `
      import { expect, it } from 'vitest';
      import { ecsError, ecsService, isolate, quickReader, restore, serveEcs } from './aws/wire.ts';

      it('is denied', async () => {
        isolate();
        serveEcs(() => ecsError('SessionNotPermitted', 'm'));
        const read = await quickReader().read('ecs:DescribeServices', { cluster: 'one', service: 'a' });
        expect(read).toMatchObject({ status: 'unreadable', problem: { kind: 'denied', code: 'SessionNotPermitted' } });
        restore();
      });`,
  },
  {
    heading: 'Add a reporter',
    most: 3,
    edits: [
      {
        file: 'src/report/lines.ts',
        create: `import { printable } from './printable.ts';
import type { Reporter } from './reporter.ts';

/** A line for each finding: rule, address and path. */
export const lines: Reporter = (report) =>
  report.findings.map(({ rule, address, path }) => \`\${rule} \${printable(address)} \${printable(path)}\\n\`).join('');
`,
      },
      {
        file: 'src/report/index.ts',
        behind: "import { json } from './json.ts';\n",
        insert: "import { lines } from './lines.ts';\n",
      },
      { file: 'src/report/index.ts', behind: 'inertAll({ text, json', insert: ', lines' },
      { file: 'src/cli.ts', behind: 'how to report: text, json', insert: ', lines' },
    ],
    tests: ['test/report/inert.test.ts'],
    probe: `
      import { expect, it } from 'vitest';
      import { isReporterName, reporters } from '../src/report/index.ts';
      import { fullReport } from './report/samples.ts';

      it('reports', () => {
        expect(isReporterName('lines')).toBe(true);
        const text = reporters.lines(fullReport, { width: 80, color: false });
        expect(text.split('\\n')).toHaveLength(fullReport.findings.length + 1);
      });`,
  },
  {
    heading: 'Add a flag',
    most: 2,
    edits: [
      {
        file: 'src/cli.ts',
        behind: "  .option('--strict', 'count single undetermined values as incomplete (exit code 3)')\n",
        insert: "  .option('--forgiving', 'end with 0 whatever was found')\n",
      },
      { file: 'src/commands/check.ts', behind: '  strict?: boolean;\n', insert: '  forgiving?: boolean;\n' },
      {
        file: 'src/commands/check.ts',
        behind: 'export async function runCheck(directory: string, flags: CheckFlags): Promise<number> {\n',
        insert: '  if (flags.forgiving === true) return exitCode.inSync;\n',
      },
    ],
    probe: `
      import { expect, it } from 'vitest';
      import { runCheck } from '../src/commands/check.ts';

      it('is obeyed', async () => {
        const flags = { inputs: [], format: ['text'], failOn: 'error', color: false, forgiving: true } as const;
        expect(await runCheck('fixtures/incident', { ...flags, inputs: [], format: ['text'] })).toBe(0);
      });`,
  },
];
