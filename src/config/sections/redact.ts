import { z } from 'zod';

/** What is secret beside what is told by itself, and which names say nothing of that. */
export const redactForm = z.strictObject({
  allow: z.array(z.string().min(1)).optional(),
  also: z.array(z.string().min(1)).optional(),
});

export type RedactForm = z.infer<typeof redactForm>;
