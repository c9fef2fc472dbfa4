import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { parseFile } from '../../src/terraform/syntax/parser.ts';
import { createServiceStack } from '../../test/aws-server/service-stack.ts';
import { interleaved, type Measurement, median } from './measurement.ts';
import { resourceStack } from './resource-stack.ts';
import { inSeconds } from './workshop.ts';

interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** Both parsers in this process, both warm: hcl2json's WASM is loaded before, and its loading is not counted. */
export const parsing: Measurement = {
  name: 'parsing',
  lines: [
    {
      name: 'parsing',
      title: 'Parsing: how many times as fast as `@cdktf/hcl2json`',
      unit: '×',
      goal: { atLeast: 20 },
    },
  ],
  measure: async ({ root }, runs) => {
    const files = await withoutErrors(sources(root));
    const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    const timed = (parseAll: () => unknown) => async () => {
      const began = performance.now();
      await parseAll();
      return performance.now() - began;
    };
    const variants = {
      driftcheck: timed(() => files.forEach(({ name, text }) => void parseFile(text, name))),
      hcl2json: timed(async () => {
        for (const { name, text } of files) await parse(name, text);
      }),
    };
    await interleaved(1, variants);
    const samples = Object.fromEntries(await interleaved(runs, variants));
    const [ours, theirs] = [median(samples['driftcheck'] ?? []), median(samples['hcl2json'] ?? [])];
    return {
      samples,
      figures: [
        {
          line: 'parsing',
          value: theirs / ours,
          detail: `${files.length} files, ${Math.round(bytes / 1024)} KB: ${inSeconds(ours)} against ${inSeconds(theirs)}`,
        },
      ],
    };
  },
};

/** The Terraform files of the repository, and the generated ones of the other measurements. */
function sources(root: string): readonly SourceFile[] {
  const inRepository = ['fixtures', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.tf'))
      .toSorted()
      .map((path) => ({ name: join(folder, path), text: readFileSync(join(root, folder, path), 'utf8') })),
  );
  const generated = [...resourceStack(), ...createServiceStack({ services: 100 }).files];
  return [...inRepository, ...generated.map(([name, text]) => ({ name, text }))];
}

/** Those that both parsers take: some of the fixtures are wrong on purpose, and an error ends a parse early. */
async function withoutErrors(files: readonly SourceFile[]): Promise<readonly SourceFile[]> {
  const kept: SourceFile[] = [];
  for (const file of files) {
    const isTaken = await parse(file.name, file.text).then(
      () => true,
      () => false,
    );
    if (isTaken && parseFile(file.text, file.name).ok) kept.push(file);
  }
  return kept;
}
