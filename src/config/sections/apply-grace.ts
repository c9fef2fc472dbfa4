import * as z from 'zod';

/** A text such as `30m`, `2h` or `1h30m`: each unit once, the larger one first. */
const form = /^(?:0|(?=\d)(?:(\d{1,7})d)?(?:(\d{1,7})h)?(?:(\d{1,7})m)?(?:(\d{1,7})s)?)$/;

/** How many seconds a unit is, in the order of the groups of the form. */
const units = [86_400, 3_600, 60, 1];

/**
 * The longest grace: a week, which covers code that is applied on one day of it. All code that was merged since is no
 * drift meanwhile, so a longer one would hide what nobody ever applies. Seconds.
 */
const longest = 7 * 86_400;

/** How long merged code has until it is applied, as seconds. */
export const applyGraceForm = z.union([
  z
    .string()
    .regex(form, 'duration')
    .transform(secondsOf)
    .superRefine((seconds, context) => {
      if (seconds > longest) context.addIssue({ code: 'custom', params: { code: 'malformed', detail: 'long-grace' } });
    }),
  z
    .number()
    .refine((value) => value === 0, { params: { code: 'malformed', detail: 'duration' } })
    .meta({ const: 0 }),
]);

function secondsOf(text: string): number {
  const [, ...counts] = form.exec(text) ?? [];
  return units.reduce((sum, unit, index) => sum + Number(counts[index] ?? 0) * unit, 0);
}
