import type { RootModule, RootSearch } from '../../../model/problem.ts';
import { item, type Line, line, solid } from '../../layout.ts';
import { countText } from '../count.ts';

const mostRoots = 30;
const mostFiles = 3;

/** The root modules that were found instead, each as the command that checks it; and how far was looked. */
export function rootLines({ roots = [], searched }: Partial<RootSearch>): readonly Line[] {
  const more = roots.length - mostRoots;
  const limits =
    searched === undefined
      ? []
      : [
          item(
            2,
            `Searched ${countText(searched.directories, 'directory', 'directories')} and ${searched.depth} levels at most: there may be more.`,
          ),
        ];
  if (roots.length === 0) return [item(2, 'Give the directory of a root module.'), ...limits];
  return [
    item(
      2,
      roots.length === 1
        ? 'Run driftcheck on the root module below it:'
        : 'Run driftcheck on one of the root modules below it:',
    ),
    ...roots.slice(0, mostRoots).flatMap(commandLines),
    ...(more > 0 ? [line(4, `and ${more} more`)] : []),
    ...limits,
  ];
}

function commandLines({ directory, variableFiles, ...evidence }: RootModule): readonly Line[] {
  const [first, ...others] = variableFiles;
  const more = others.length - mostFiles;
  const why = evidenceText(evidence);
  return [
    item(
      4,
      'driftcheck ',
      solid(argument(directory)),
      ...(first === undefined ? [] : [' --var-file ', solid(argument(first))]),
      ...(why === '' ? [] : [{ text: ` (${why})`, style: 'faint' as const }]),
    ),
    ...(others.length === 0
      ? []
      : [
          item(
            6,
            'or with ',
            ...others
              .slice(0, mostFiles)
              .flatMap((file, index) => [...(index === 0 ? [] : [', ']), solid(argument(file))]),
            more > 0 ? ` or ${more} more` : '',
          ),
        ]),
  ];
}

/** Why a directory is taken for a root module. */
function evidenceText({
  backend,
  provider,
  resources,
}: Pick<RootModule, 'backend' | 'provider' | 'resources'>): string {
  return [
    ...(backend ? ['backend'] : []),
    ...(provider ? ['provider'] : []),
    ...(resources > 0 ? [`${resources} compared`] : []),
  ].join(', ');
}

/** A path as a shell takes it. */
function argument(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
