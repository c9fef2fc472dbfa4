import * as z from 'zod';

/** A commit by the name that it was asked for, and by its own. */
const revision = z.strictObject({ revision: z.string(), commit: z.string() });

/** A change of the code, such as a pull request. */
export const change = z
  .strictObject({
    /** What the code was before. */
    base: revision,
    /** The commit that is checked out. */
    head: z.string().optional(),
    /** What counts as applied, where that is not the base. */
    applied: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('state') }),
        revision.extend({ kind: z.literal('revision') }),
      ])
      .optional(),
    /**
     * Why not all commits of the change were held against AWS, where that was to be told. `cut`: a shallow clone does
     * not have them. `most`: there are more than are looked at.
     */
    lacks: z.enum(['cut', 'most']).optional(),
    /** Whether drift of what the change does not touch fails the run: only with `all`. */
    scope: z.enum(['touched', 'all']),
    /** How many things on AWS the change touches. */
    touched: z.int(),
    /** Module calls of the base that were read from the head's installed copy: the same source and version. */
    installed: z.array(z.strictObject({ target: z.string(), address: z.string(), source: z.string() })).optional(),
    /**
     * Variable files that the run names and the base does not have. `disk`: they are in no commit, and so read for the
     * base as for the head. `absent`: the change adds them, so that the base gets nothing of them.
     */
    variableFiles: z
      .array(z.strictObject({ target: z.string(), file: z.string(), from: z.enum(['disk', 'absent']) }))
      .optional(),
  })
  .meta({ id: 'Change' });

export type ChangeData = z.infer<typeof change>;
