import { join, relative } from 'node:path';
import { replaySnapshot } from '../aws/snapshot/snapshot.ts';
import { check } from '../check/check.ts';
import { exitCode } from '../exit-code.ts';
import { demoText } from '../report/message/demo.ts';
import { inputPieces } from './input.ts';
import { writeOutputs } from './outputs.ts';
import { packageFolder } from './package-folder.ts';
import { print } from './print.ts';

/**
 * `driftcheck demo`: the bundled incident, compared with the recording of the moment it began. Ends with 0 although
 * drift is found: the demo worked.
 */
export async function runDemo(flags: { readonly color: boolean }): Promise<number> {
  const directory = relative(process.cwd(), join(packageFolder(), 'fixtures/incident')) || '.';
  const live = join(directory, 'states/a-without-redis-rule/live.json');
  const report = await check({
    directory,
    // The demo is the same everywhere: nothing of the user's own Terraform set-up reaches it.
    environment: {},
    aws: replaySnapshot(inputPieces(live), live),
  });
  print(process.stdout, demoText({ directory, live, exitCode: report.summary.exitCode }));
  writeOutputs(report, [{ format: 'text' }], flags.color);
  return exitCode.inSync;
}
