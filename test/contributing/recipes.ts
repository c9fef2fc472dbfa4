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

export const recipes: readonly Recipe[] = [
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
