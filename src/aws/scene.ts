/*
 * What a rehearsal of a run is made of: AWS is not asked, and every read is answered with what is plausible.
 */

/** What plausible answers are made of beside the key that was asked for. */
export interface Scene {
  readonly account: string;
  readonly partition: string;
  /** The family of which a service runs a revision. */
  familyOf(cluster: string, service: string): string;
  /** The containers of the revisions of a family. */
  containersOf(family: string): readonly SceneContainer[];
  /** The tags of each security group that is named by a prefix. */
  groupTags(prefix: string): readonly ReadonlyMap<string, string>[];
  /** Names that begin with a text, of families or security groups that somebody expects something of. */
  expectedNames(of: 'task-definition' | 'security-group', prefix: string): readonly string[];
}

/** As much of a container as leads to further reads. */
export interface SceneContainer {
  readonly name: string;
  readonly image: string;
  /** Each a `valueFrom`. */
  readonly secrets: readonly string[];
}

/** Stands for a name or an id that only AWS knows. */
export const anything = 'driftcheck-anything';

/** The revision that services run in a rehearsal: an older one than the latest. */
export const runningRevision = 1;
export const latestRevision = 2;

/** A digest of an image. */
export function digest(character: 'a' | 'b'): string {
  return `sha256:${character.repeat(64)}`;
}
