import { ignoredAs } from '../kinds/ignore-changes.ts';
import type { Kind, Root } from '../kinds/kind.ts';
import { unknownArguments } from '../kinds/unknown-arguments.ts';
import { notComparedLeaf } from '../kinds/whole.ts';
import { type Compared, type Leaf, ownedBy } from '../model/leaf.ts';
import { formatPath } from '../model/path.ts';

/**
 * What was compared, with what nobody compared since no kind knows of it: the arguments and nested blocks of a newer
 * provider. Of a resource that stands for several live things each is said once.
 */
export function withUnknownArguments(compared: Compared, roots: readonly Root[], kinds: readonly Kind[]): Compared {
  const known = new Map(kinds.flatMap(({ resourceTypes }) => Object.entries(resourceTypes)));
  const declared = new Map(
    roots.flatMap(({ target, stack: { resources } }) =>
      resources.flatMap((resource) =>
        resource.mode === 'managed' ? [[keyOf(target, resource.address), resource] as const] : [],
      ),
    ),
  );
  const subjects = new Map(
    compared.subjects.toReversed().map((subject) => [keyOf(subject.target, subject.address), subject]),
  );
  const leaves = [...subjects].flatMap(([key, subject]): readonly Leaf[] => {
    const resource = declared.get(key);
    const names = resource && known.get(resource.type);
    if (resource === undefined || names === undefined) return [];
    return unknownArguments(resource.body, names).flatMap((argument) => {
      const leaf = notComparedLeaf(subject, argument.path, formatPath(argument.path), argument.at);
      const by = ignoredAs(resource, argument.path[0]?.field ?? '');
      return by === undefined ? [leaf] : ownedBy([leaf], { kind: 'ignore-changes', argument: by });
    });
  });
  return { ...compared, leaves: [...compared.leaves, ...leaves] };
}

const keyOf = (target: string, address: string): string => JSON.stringify([target, address]);
