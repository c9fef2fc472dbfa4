import type { Json, JsonObject, RecordedAnswer } from './scene.ts';

/* What AWS answers with. */

export function isAnswer(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectsOf(value: Json): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isAnswer) : [];
}

/** The answers to an action that are things. */
export function answersOf(
  { reads }: { readonly reads: readonly RecordedAnswer[] },
  action: string,
): readonly JsonObject[] {
  return reads.flatMap((read) => (read.action === action && isAnswer(read.result) ? [read.result] : []));
}

/** That there is nothing of what was read. */
export function absent({ action, key, region }: RecordedAnswer): RecordedAnswer {
  return { action, key, ...(region === undefined ? {} : { region }), absent: true };
}
