import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { type Fence, fencesIn } from '../../../build/fences.mjs';

/** Something of a page that is tried, in the order of the page. */
export type Tried =
  /** A command, or the script of a job, as a shell gets it. */
  | { readonly kind: 'command'; readonly text: string; readonly line: number }
  /** A block behind `<!-- printed -->`: what the last command before it prints. */
  | { readonly kind: 'printed'; readonly text: string; readonly line: number }
  /** A block behind `<!-- file: name -->`: what the commands before it have written. */
  | { readonly kind: 'file'; readonly file: string; readonly text: string; readonly line: number };

/** The commands of a page, and what it shows of their output. */
export function triedIn(page: string): readonly Tried[] {
  const lines = page.split('\n');
  return fencesIn(page).flatMap((fence): readonly Tried[] => {
    const { text, line } = fence;
    // The ticks stand on the line before the text, what it is behind on the one before them.
    const [, what, file] = /^\s*<!-- (printed|file: (\S+)) -->$/.exec(lines[line - 3] ?? '') ?? [];
    if (file !== undefined) return [{ kind: 'file', file, text, line }];
    if (what === 'printed') return [{ kind: 'printed', text, line }];
    return scriptsIn(fence).map((script) => ({ kind: 'command', text: script, line }));
  });
}

function scriptsIn({ language, text }: Fence): readonly string[] {
  switch (language) {
    case 'sh':
      return commandsIn(text);
    case 'yaml':
      return parseAllDocuments(text).flatMap((document) => scriptsOf(document.toJS()));
    case 'groovy':
      return [...text.matchAll(/\bsh(?:\(script:)? '([^']*)'/g)].map(([, script = '']) => script);
    default:
      return [];
  }
}

/** Line by line; a line that ends in a backslash goes on in the next, an indented one belongs to the one before. */
function commandsIn(text: string): readonly string[] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split(/\n(?!\s)/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

const scripts = z.union([z.string().transform((script) => [script]), z.array(z.string())]);
const run = z.object({ run: z.string() });
const steps = z.array(z.unknown());

/** A job of GitLab CI, whose script is one shell's, without its image; `before_script` comes first. */
const gitlabJob = z.object({ before_script: scripts.optional(), script: scripts });

/** The scripts of a workflow of GitHub Actions, of GitLab CI or of Atlantis. */
function scriptsOf(data: unknown): readonly string[] {
  const job = gitlabJob.safeParse(data);
  if (job.success) return [[...(job.data.before_script ?? []), ...job.data.script].join('\n')];
  const list = steps.safeParse(data);
  if (list.success) return list.data.flatMap((step) => run.safeParse(step).data?.run ?? scriptsOf(step));
  const map = z.record(z.string(), z.unknown()).safeParse(data);
  return map.success ? Object.values(map.data).flatMap(scriptsOf) : [];
}
