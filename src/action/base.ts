import { type EventBase, eventBase } from '../git/event-base.ts';
import { GitError } from '../git/process.ts';
import { withRepository } from '../git/repository.ts';
import { ProblemError } from '../model/problem.ts';
import { type ActionEvent, isOfChange } from './event.ts';

/** Where the code is, and who knows the tips of branches. */
interface BaseOptions {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The tip of a branch as GitHub has it now; undefined where it does not say. */
  readonly tipOf: (branch: string) => Promise<string | undefined>;
  /** Ends git. */
  readonly signal?: AbortSignal;
}

/**
 * The commit that the code of an event is a change of; undefined for an event that is about no change.
 *
 * Where it cannot be told from the checkout it is what the event names: the run then stops at that, with what is in the
 * way, and is not judged by the policy of the change itself.
 *
 * @throws ProblemError `input-unreadable` for an event of a change that does not name its base
 */
export async function baseOfEvent(event: ActionEvent, options: BaseOptions): Promise<string | undefined> {
  const { pull_request: pull, merge_group: group } = event.payload;
  if (isOfChange(event) && pull === undefined && group === undefined) {
    const file = options.environment['GITHUB_EVENT_PATH'] ?? 'GITHUB_EVENT_PATH';
    throw new ProblemError({ code: 'input-unreadable', file, detail: 'it does not say what the change is based on' });
  }
  const base = await fromCheckout(event, options);
  if (base === undefined) return pull?.base.sha ?? group?.base_sha;
  return base.status === 'none' ? undefined : base.commit;
}

/** Undefined where there is no repository that can be asked. */
async function fromCheckout(
  event: ActionEvent,
  { directory, environment, tipOf, signal }: BaseOptions,
): Promise<EventBase | undefined> {
  try {
    const opened = await withRepository(directory, { environment, signal }, (repository) =>
      eventBase(repository, event, tipOf),
    );
    return opened.status === 'done' ? opened.value : undefined;
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
