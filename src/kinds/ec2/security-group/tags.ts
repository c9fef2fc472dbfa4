import { type Leaf, leavesOf, type Subject } from '../../../model/leaf.ts';
import { type Path, wholePath } from '../../../model/path.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { SourceRange } from '../../../model/source.ts';
import type { Resource, Stack } from '../../../model/stack.ts';
import { type IgnoredChanges, ignoredChanges, withIgnored } from '../../ignore-changes.ts';
import { compareTags, type DeclaredTags, declaredTags, knownTags, tagRows } from '../../tags.ts';

/*
 * The tags of groups, and of rules that are resources of their own. Those of other rules Terraform cannot set.
 */

/** The tags that a resource declares, and which of them `ignore_changes` leaves to others. */
export interface Tagging extends DeclaredTags {
  readonly leftToOthers: IgnoredChanges;
}

/** The tags of a group, or of an `aws_vpc_security_group_ingress_rule` or its like. */
export function taggingOf(resource: Resource, stack: Stack): Tagging {
  return { ...declaredTags(resource, stack), leftToOthers: ignoredChanges(resource.ignoreChanges, tagRows) };
}

/**
 * Compares the tags of a group, or of a rule that stands at `path`.
 *
 * @param live undefined where they are not told
 * @param id of what has them, where that is known
 */
export function tagLeaves(
  declared: Tagging,
  live: ReadonlyMap<string, Text> | undefined,
  {
    subject,
    at,
    path = wholePath,
    id,
  }: {
    readonly subject: Subject;
    readonly at: SourceRange;
    readonly path?: Path;
    readonly id: string | undefined;
  },
): readonly Leaf[] {
  const there = live && [...live].map(([key, value]) => ({ key, value }));
  const rule = path.length === 0 ? 'sg/group-tags-changed' : 'sg/rule-tags-changed';
  const leaves = withIgnored(
    leavesOf(compareTags(declared, there), subject, () => rule),
    declared.leftToOthers,
  );
  return leaves.map((leaf) => ({
    ...leaf,
    path: [...path, ...leaf.path],
    ...(leaf.outcome === 'equal' ? {} : { at: leaf.at ?? at }),
    ...(leaf.outcome === 'differs' && id !== undefined ? { tagged: id } : {}),
  }));
}

/** All tags that are declared, the provider's among them; undefined when not all of them are known. */
export function tagMapOf(declared: DeclaredTags): ReadonlyMap<string, Text> | undefined {
  const known = knownTags(declared);
  return known && new Map(known.map(({ key, value }) => [key, value]));
}
