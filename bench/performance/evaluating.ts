import { interleaved, type Measurement, median } from './measurement.ts';
import { resourceStack, stackSize } from './resource-stack.ts';
import { inSeconds, requireEnd, type Workshop } from './workshop.ts';

// Terraform asks at its start whether there is a newer one: not of the network, and not in its time.
const environment = { CHECKPOINT_DISABLE: '1' };

/** The stack of resources, evaluated by driftcheck and planned by Terraform; each is a process of its own. */
export const evaluating: Measurement = {
  name: 'evaluating',
  lines: [
    {
      name: 'evaluating',
      title: `Evaluating ${stackSize} resources in 40 modules (\`driftcheck eval\`), against \`terraform plan\``,
      unit: '×',
      goal: { atMost: 0.2 },
    },
    {
      name: 'evaluating-all',
      title: 'The same, with every value printed (`driftcheck eval --all --format json`)',
      unit: '×',
    },
  ],
  measure: async (workshop, runs) => {
    const cwd = workshop.folder('resource-stack', resourceStack());
    const install = await installModules(workshop, cwd);
    if (install !== undefined) return { skipped: install };
    const timed =
      (command: string, args: readonly string[], said: RegExp | undefined = undefined) =>
      async () => {
        const run = requireEnd(await workshop.run(command, args, { cwd, env: environment }), `${command} ${args[0]}`);
        if (said !== undefined && !said.test(run.stdout)) throw new Error(`not all was evaluated:\n${run.stdout}`);
        return run.wall;
      };
    const variants = {
      evaluating: timed(process.execPath, [workshop.cli, 'eval'], new RegExp(`^${stackSize} resources`, 'm')),
      'evaluating-all': timed(process.execPath, [workshop.cli, 'eval', '--all', '--format', 'json']),
      terraform: timed('terraform', ['plan', '-input=false', '-no-color'], new RegExp(`Plan: ${stackSize} to add`)),
    };
    await interleaved(1, variants);
    const samples = Object.fromEntries(await interleaved(runs, variants));
    const terraform = median(samples['terraform'] ?? []);
    return {
      samples,
      figures: ['evaluating', 'evaluating-all'].map((line) => {
        const time = median(samples[line] ?? []);
        return { line, value: time / terraform, detail: `${inSeconds(time)} against ${inSeconds(terraform)}` };
      }),
    };
  },
};

/** Has Terraform note where the modules of the stack are; gives why it could not. */
async function installModules(workshop: Workshop, cwd: string): Promise<string | undefined> {
  try {
    requireEnd(await workshop.run('terraform', ['init', '-input=false'], { cwd, env: environment }), 'terraform init');
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'Terraform is not installed';
    throw error;
  }
}
