import type { AwsReader } from '../../../aws/reader.ts';
import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { differencesOf } from '../../../compare/comparison.ts';
import { parseArn } from '../../../model/arn.ts';
import { isSameJson } from '../../../model/json.ts';
import type { DifferingLeaf } from '../../../model/leaf.ts';
import { isSamePath } from '../../../model/path.ts';
import type { Persisted, Persistence, PersistenceQuestion } from '../../../model/persistence.ts';
import type { Root } from '../../kind.ts';
import { parseRevision } from '../arn.ts';
import { compareTaskDefinition, ruleOf } from './compare.ts';
import { type DeclaredTaskDefinition, declaredTaskDefinitions } from './declared.ts';
import { liveTaskDefinition } from './live.ts';

/*
 * Whether a difference of a task definition is the one that was accepted. A revision never changes, so a deployment
 * that merely carries it on has a new revision with the same difference, and so has every revision in between; where
 * one of them is as declared, the difference went away and came back.
 */

/** So many revisions between are read of a difference; with more of them it counts again, and can be accepted anew. */
const mostBetween = 100;

/** Answers whether differences of task definitions stood in the revisions between. */
export async function readPersistence(
  questions: readonly PersistenceQuestion[],
  roots: readonly Root[],
  aws: AwsReader,
): Promise<Persistence> {
  const asked = questions.filter(({ leaf }) => leaf.subject.kind === 'ecs-task-definition');
  if (asked.length === 0) return () => undefined;
  const definitions = new Map(roots.map(({ target, stack }) => [target, declaredTaskDefinitions(stack)]));
  const answers = new Map<string, Persisted>();
  await Promise.all(
    asked.map(async (question) => {
      const { target, address } = question.leaf.subject;
      const definition = definitions.get(target)?.find((one) => one.address === address);
      answers.set(keyOf(question), definition === undefined ? 'unread' : await persisted(question, definition, aws));
    }),
  );
  return (question) => answers.get(keyOf(question));
}

/** The same leaf may have been judged since it was asked about. */
function keyOf({ leaf, seen }: PersistenceQuestion): string {
  const { subject, rule, path } = leaf;
  return JSON.stringify([subject.target, subject.address, rule, path, leaf.seen, seen]);
}

async function persisted(
  { leaf, seen }: PersistenceQuestion,
  definition: DeclaredTaskDefinition,
  aws: AwsReader,
): Promise<Persisted> {
  const [before, now] = [parseRevision(seen), parseRevision(leaf.seen ?? '')];
  const { arn = leaf.seen ?? '', region } = leaf.subject.identity;
  if (before?.revision === undefined || now?.revision === undefined || before.family !== now.family) return 'gone';
  const first = Math.min(before.revision, now.revision) + 1;
  const count = Math.max(before.revision, now.revision) - first;
  if (count > mostBetween) return 'unread';
  const reads = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      aws.read('ecs:DescribeTaskDefinition', { taskDefinition: arn.replace(/\d+$/, String(first + index)) }, region),
    ),
  );
  const found = reads.flatMap((read) => (read.status === 'found' ? [read.value] : []));
  if (!found.every((revision) => stands(leaf, definition, revision))) return 'gone';
  return found.length === count ? 'stood' : 'unread';
}

/** Whether a revision has the difference, with the same value. */
function stands(leaf: DifferingLeaf, { model }: DeclaredTaskDefinition, revision: LiveTaskDefinition): boolean {
  const place = revision.taskDefinitionArn === undefined ? undefined : parseArn(revision.taskDefinitionArn);
  const differences = differencesOf(compareTaskDefinition(model, liveTaskDefinition(revision), place));
  return differences.some(
    (one) => ruleOf(one) === leaf.rule && isSamePath(one.path, leaf.path) && isSameValue(one.live, leaf.live),
  );
}

/** Whether AWS has the same there. */
function isSameValue(a: DifferingLeaf['live'], b: DifferingLeaf['live']): boolean {
  if (a !== undefined && b !== undefined && 'value' in a && 'value' in b) return isSameJson(a.value, b.value);
  return JSON.stringify(a) === JSON.stringify(b);
}
