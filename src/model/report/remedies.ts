import * as z from 'zod';
import { sourceRange } from './source-range.ts';

/** A command that nobody runs but the reader. */
const command = z
  .strictObject({
    /** The program and its arguments. */
    argv: z.array(z.string()),
    /** The same for bash. */
    text: z.string(),
    /** Something stands in it that is not known, or may not be shown: `<description>`. */
    incomplete: z.literal(true).optional(),
  })
  .meta({ id: 'RemedyCommand' });

/**
 * Why a remedy is not given. `secret`: it would show what may not be shown. `replacement`: AWS cannot change it, so
 * Terraform makes a new one. `nothing-known`: too little of it is known. Of code: `plan` (there is none), `installed`
 * (it is a module's that was installed), `json`, `shared` (several instances or targets have it), `repeated` (`count`
 * or `for_each` makes it), `dynamic` (a `dynamic` block makes it), `computed` (its value is not written there),
 * `referenced` (other code names it), `one-line` (its block has no room), `text` (no string of Terraform's holds it).
 */
const unable = z.enum([
  'secret',
  'replacement',
  'nothing-known',
  'plan',
  'installed',
  'json',
  'shared',
  'repeated',
  'dynamic',
  'computed',
  'referenced',
  'one-line',
  'text',
]);

/**
 * What a remedy changes beside what it is for. `cuts`: what the rule lets through now is let through no more. `allows`:
 * it lets through what nothing does now. `cuts-shortly`: for a moment, as EC2 cannot have both rules. `new-rule-id`:
 * Terraform's state knows the rule of `address` by an id that is gone, so it is to be imported. `unowned`: the group
 * then lists no rule of the direction, which leaves the direction to others. `same-block`: the rules of these paths
 * stand there too.
 */
const effect = z
  .strictObject({
    code: z.enum(['cuts', 'allows', 'cuts-shortly', 'new-rule-id', 'unowned', 'same-block']),
    addresses: z.array(z.string()).optional(),
    paths: z.array(z.string()).optional(),
    direction: z.enum(['ingress', 'egress']).optional(),
  })
  .meta({ id: 'RemedyEffect' });

/** What makes AWS as the code declares it. */
const restore = z.strictObject({
  /** In this order, in which no traffic is cut that is to go on. */
  commands: z.array(command),
  unable: unable.optional(),
  effects: z.array(effect),
});

/** A change of the code. */
const edit = z
  .strictObject({
    /** `insert`: at the beginning of `at`, which is empty. */
    action: z.enum(['insert', 'replace', 'remove']),
    at: sourceRange,
    /** What is to stand there. */
    hcl: z.string().optional(),
  })
  .meta({ id: 'RemedyEdit' });

/** What makes the code declare what AWS has. */
const adopt = z.strictObject({
  edits: z.array(edit),
  /** What takes the live rule into Terraform's state; its `import` block is among the edits. */
  import: z.strictObject({ to: z.string(), id: z.string() }).optional(),
  incomplete: z.literal(true).optional(),
  unable: unable.optional(),
  effects: z.array(effect),
});

/** The two answers to a difference: to make AWS as the code is, or the code as AWS is. */
export const remedies = z.strictObject({ restore, adopt }).meta({ id: 'Remedies' });

export type Remedies = z.infer<typeof remedies>;
export type RemedyCommand = Remedies['restore']['commands'][number];
export type RemedyEffect = Remedies['restore']['effects'][number];
export type RemedyEdit = Remedies['adopt']['edits'][number];
/** Why a remedy is not given. */
export type Unable = z.infer<typeof unable>;
