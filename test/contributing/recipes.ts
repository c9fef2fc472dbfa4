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
  /** Other additions that it builds on. */
  readonly given?: readonly Edit[];
  /** What lays files of it: a program of the project, with its arguments. */
  readonly laidBy?: readonly string[];
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

/** A read of a cluster, which no kind needs yet. */
const clusterRead: readonly Edit[] = [
  {
    file: 'src/aws/reads/ecs-describe-clusters.ts',
    create: `import * as z from 'zod/mini';
import { text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { defineRead } from '../read.ts';
import { sealable } from '../snapshot/recorded-form.ts';
import { failures, isAbsentFromEcs } from './ecs-answer.ts';

/** A cluster, by its name. */
export const describeClusters = defineRead({
  action: 'ecs:DescribeClusters',
  why: 'the settings of a cluster',
  after: [],
  bucket: apiBuckets.ecsClusterResources,
  isAbsent: isAbsentFromEcs,
  key: () => z.strictObject({ name: z.string() }),
  answer: () => z.object({ clusters: z.array(z.object({ clusterArn: text, clusterName: text })), failures }),
  result: () => z.looseObject({ arn: z.optional(sealable), name: sealable }),
  one: async (calls, { name }) => {
    const answer = await calls.ask((client, { DescribeClustersCommand }, options) =>
      client.send(new DescribeClustersCommand({ clusters: [name] }), options),
    );
    if (answer.status !== 'found') return answer;
    const [cluster] = answer.value.clusters;
    if (cluster === undefined) return { status: 'absent' };
    return { status: 'found', value: { arn: cluster.clusterArn, name: cluster.clusterName } };
  },
  plausible: ({ name }, { account, partition }, region) => ({
    arn: ['arn', partition, 'ecs', region, account, ['cluster', name].join('/')].join(':'),
    name,
  }),
  docs: { calls: 'one for each cluster', key: '\`name\`', result: '\`arn\` and \`name\`' },
});
`,
  },
  {
    file: 'src/aws/reads/index.ts',
    before: 'import { describeServiceDeployments }',
    insert: "import { describeClusters } from './ecs-describe-clusters.ts';\n",
  },
  { file: 'src/aws/reads/index.ts', behind: '  getCallerIdentity,\n', insert: '  describeClusters,\n' },
  {
    file: 'src/aws/sdk/ecs.ts',
    before: '  DescribeServiceDeploymentsCommand,\n',
    insert: '  DescribeClustersCommand,\n',
  },
];

const clusterRule = (name: string, what: string): string => `${name}:
  title: A cluster ${what}
  finding: Cluster {name} ${what}
  severity: error
  why: |
    Services cannot run in it as the code says, so this is an error.
  remedy: |
    Apply the code, or write into it what AWS is meant to have.
  links:
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html

`;
const clusterRules = clusterRule('cluster-missing', 'is missing') + clusterRule('cluster-changed', 'differs');

export const recipes: readonly Recipe[] = [
  {
    heading: 'Add a function of Terraform',
    most: 1,
    // What Terraform answers, as `node test/terraform/regenerate.mjs` writes it.
    given: [
      {
        file: 'test/terraform/functions/cases/numeric.json',
        behind: '  "cases": [\n',
        insert: '    {"expression":"double(2)","answer":{"value":4,"type":"number"}},\n',
      },
    ],
    edits: [
      {
        file: 'src/terraform/functions/numeric.ts',
        behind: "  unary('abs', (value) => value.abs()),\n",
        insert: "  unary('double', (value) => value.times(2)),\n",
      },
    ],
    tests: ['test/terraform/functions'],
    probe: `
      import { expect, it } from 'vitest';
      import { number } from '../src/terraform/evaluate/value.ts';
      import { functions } from '../src/terraform/functions/index.ts';

      it('is known', () => {
        expect(functions.get('double')?.parameters).toHaveLength(1);
        expect(number(4).kind).toBe('number');
      });`,
  },
  {
    heading: 'Add a predicted attribute',
    most: 1,
    edits: [
      {
        file: 'src/terraform/predicted/table.ts',
        behind: '  // EC2: from the id, once something has told it; until then only its form is known.\n',
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
        file: 'test/kinds/ecs/sample.ts',
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
    most: 2,
    edits: [
      {
        file: 'src/kinds/ecs/service/model.ts',
        behind: '    availabilityZoneRebalancing: optional(text()),\n',
        insert: '    inventedMode: record({ mode: text(), level: count }),\n',
      },
      {
        file: 'test/kinds/ecs/sample.ts',
        behind: '  availability_zone_rebalancing      = "ENABLED"\n',
        insert: '  invented_mode {\n    mode  = "b"\n    level = 2\n  }\n',
      },
      {
        file: 'test/kinds/ecs/sample.ts',
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
        behind: "import { junit } from './junit.ts';\n",
        insert: "import { lines } from './lines.ts';\n",
      },
      { file: 'src/report/index.ts', behind: 'inertAll({ text, json', insert: ', lines' },
      { file: 'src/program.ts', behind: 'how to report: text, json', insert: ', lines' },
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
        file: 'src/program.ts',
        behind: "    .option('--strict', 'count single undetermined values as incomplete (exit code 3)')\n",
        insert: "    .option('--forgiving', 'end with 0 whatever was found')\n",
      },
      { file: 'src/commands/check.ts', behind: '  strict?: boolean;\n', insert: '  forgiving?: boolean;\n' },
      {
        file: 'src/commands/check.ts',
        behind: 'flags: CheckFlags, run: RunPolicy): Promise<number> {\n',
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
  {
    heading: 'Add a read of AWS',
    most: 3,
    edits: clusterRead,
    generated: ['test/docs/reads.test.ts'],
    tests: ['test/aws/snapshot'],
    probe: `
      import { expect, it } from 'vitest';
      import { ecsService, isolate, quickReader, restore, serveEcs } from './aws/wire.ts';

      it('is asked for', async () => {
        isolate();
        const arn = 'arn:aws:ecs:us-east-1:123456789012:cluster/main';
        serveEcs(() => ({ body: JSON.stringify({ clusters: [{ clusterArn: arn, clusterName: 'main' }], failures: [] }) }));
        const read = await quickReader().read('ecs:DescribeClusters', { name: 'main' });
        expect(read).toMatchObject({ status: 'found', value: { arn, name: 'main' } });
        restore();
      });`,
  },
  {
    heading: 'Add a kind of resource',
    most: 4,
    folder: 'src/kinds/ecs/cluster',
    laidBy: ['build/new-kind.mjs', 'ecs/cluster', '--type', 'aws_ecs_cluster', '--read', 'ecs:DescribeClusters'],
    given: clusterRead,
    edits: [
      {
        file: 'src/kinds/index.ts',
        before: "import { ecsDelivery } from './ecs/delivery/index.ts';\n",
        insert: "import { ecsCluster } from './ecs/cluster/index.ts';\n",
      },
      { file: 'src/kinds/index.ts', behind: 'ecsService, securityGroup', insert: ', ecsCluster' },
      {
        file: 'src/model/identity.ts',
        before: "  'security-group': z\n",
        insert:
          "  'ecs-cluster': z.strictObject({ ...located, name: z.string().optional() }).meta({ id: 'ClusterIdentity' }),\n",
      },
      {
        file: 'src/model/rule.ts',
        behind: "  'ecs/tags-changed',\n",
        insert: "  'ecs/cluster-missing',\n  'ecs/cluster-changed',\n",
      },
      { file: 'rules/ecs.yaml', before: 'task-definition-missing:\n', insert: clusterRules },
    ],
    generated: ['test/docs', 'test/report/schema.test.ts', 'test/model/catalogue.test.ts'],
    tests: ['test/report/text.test.ts'],
    probe: `
      import { readFileSync } from 'node:fs';
      import { expect, it } from 'vitest';
      import { replaySnapshot } from '../src/aws/snapshot/snapshot.ts';
      import { check } from '../src/check/check.ts';

      const folder = 'fixtures/ecs-cluster/in-sync';
      const live = readFileSync(folder + '/live.json', 'utf8');
      const report = (text: string) => check({ directory: folder, environment: {}, aws: replaySnapshot(text, 'live.json') });

      it('is compared', async () => {
        const { checked, summary } = await report(live);
        expect(checked.map(({ kind, status, identity }) => [kind, status, identity.name])).toEqual([
          ['ecs-cluster', 'in-sync', 'main'],
        ]);
        expect(summary.exitCode).toBe(0);
      });

      it('is missed', async () => {
        const gone = JSON.parse(live);
        gone.reads = gone.reads.map(({ action, key }: { action: string; key: unknown }) => ({ action, key, absent: true }));
        const { findings, summary } = await report(JSON.stringify(gone));
        expect(findings.map(({ rule, address }) => [rule, address])).toEqual([
          ['ecs/cluster-missing', 'aws_ecs_cluster.main'],
        ]);
        expect(summary.exitCode).toBe(2);
      });`,
  },
];
