import * as z from 'zod';
import { valuePattern } from '../value-pattern.ts';

/** Names exactly as they are written: a pattern would declassify what nobody has looked at. */
const exactName = z
  .string()
  .min(1)
  .max(200)
  .superRefine((name, context) => {
    if (name.includes('*')) refuse(context, 'exact-names');
  });

const nameOrGlob = z.string().min(1).max(200);

const described = z.strictObject({
  value: z
    .string()
    .min(1)
    .superRefine((source, context) => {
      const compiled = valuePattern(source);
      if ('problem' in compiled) refuse(context, compiled.problem);
    })
    .describe(
      'A regular expression in RE2 syntax. Every stretch of a text that matches is secret, wherever it stands: ' +
        'for tokens of a format of your own.',
    ),
});

/** What is secret beside what is told by itself, and which names say nothing of that. */
export const redactForm = z
  .strictObject({
    allow: z
      .array(exactName)
      .optional()
      .describe(
        'Names (of environment variables, labels, tags, options, variables) that sound secret and are not. Exact names, ' +
          'in exact spelling. A value that looks like a secret, and what Terraform marks, is hidden all the same.',
      ),
    also: z
      .array(z.union([nameOrGlob, described]))
      .optional()
      .describe(
        'What is secret though nothing tells: names (`*` stands for any characters, capitals count like small ' +
          'letters) whose values are hidden everywhere, or `value` with a pattern of the values themselves.',
      ),
  })
  .superRefine(({ allow = [], also = [] }, context) => {
    for (const [index, name] of allow.entries()) {
      const isBoth = also.some((one) => typeof one === 'string' && one.toLowerCase() === name.toLowerCase());
      if (isBoth) refuse(context, 'allowed-and-secret', ['allow', index]);
    }
  });

/** `detail`: by it the message is told. */
function refuse(context: z.RefinementCtx, detail: string, path: (string | number)[] = []): void {
  context.addIssue({ code: 'custom', path, params: { code: 'malformed', detail } });
}

export type RedactForm = z.infer<typeof redactForm>;
