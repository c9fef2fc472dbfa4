import { mergeBase, parentsOf } from './ancestry.ts';
import type { Repository } from './repository.ts';
import { resolveRevision } from './revision.ts';

/**
 * What GitHub says of an event, as far as its base hangs on it.
 * https://docs.github.com/webhooks/webhook-events-and-payloads
 */
export interface EventOfChange {
  readonly name: string;
  /** `GITHUB_SHA`. */
  readonly sha?: string | undefined;
  readonly payload: {
    readonly pull_request?:
      | {
          readonly base: { readonly sha: string; readonly ref: string };
          readonly head: { readonly sha: string };
        }
      | undefined;
    readonly merge_group?: { readonly base_sha: string; readonly base_ref: string } | undefined;
  };
}

/** The base of an event's change. */
export type EventBase =
  /** The event is about no change: a push, a schedule, a run by hand, or the base itself is checked out. */
  | { readonly status: 'none' }
  | {
      /** `missing`: the clone does not have it. */
      readonly status: 'found' | 'missing';
      readonly commit: string;
      /**
       * `merge`: the first parent of the merge that GitHub made and that is checked out. `fork`: where the head that is
       * checked out left the base's branch. `branch`: the tip of the base's branch. `event`: as the event has it.
       */
      readonly from: 'merge' | 'fork' | 'branch' | 'event';
      /** The head of the change, where that is not the commit that is checked out. */
      readonly head?: string;
    };

/**
 * The commit that the code of an event is a change of.
 *
 * - Of a pull request of which GitHub's merge is checked out that is the merge's first parent: the base's branch as it
 *   was merged with.
 * - Of one of which the head itself is checked out it is `base.sha`, also where the base's branch has moved on since
 *   the head left it. What it got meanwhile is on AWS, and what is checked out lacks it: an apply takes that away,
 *   so that it is pending. Held against the commit that they have in common it would be drift instead, of all things
 *   that both have changed, and fail. Only a head that has more of the base's branch than `base.sha`, which GitHub does
 *   not always bring up to date, is held against what it has.
 * - Of a merge queue it is the tip of the base's branch: `base_sha` may be a change that waits in the queue before this
 *   one, and that nobody has merged or applied.
 *   https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
 *
 * @param tipOf the tip of a branch as GitHub has it now, where the clone does not know it
 * @throws GitError when git takes too long; what `tipOf` throws
 */
export async function eventBase(
  repository: Repository,
  { name, sha, payload: { pull_request: pull, merge_group: group } }: EventOfChange,
  tipOf: (branch: string) => Promise<string | undefined> = async () => undefined,
): Promise<EventBase> {
  if (group !== undefined) return baseOfQueue(repository, group, tipOf);
  if (pull === undefined) return { status: 'none' };
  const { head } = repository;
  // The privileged events run on the base, and check that out.
  if (head === pull.base.sha || (name === 'pull_request_target' && head === sha)) return { status: 'none' };
  const parents = head === pull.head.sha ? [] : await parentsOf(repository, head);
  const [first, second] = parents;
  if (first !== undefined && second !== undefined && (second === pull.head.sha || head === sha)) {
    return { ...(await inClone(repository, first)), from: 'merge', head: second };
  }
  const event = await inClone(repository, pull.base.sha);
  const tip = repository.reference(`refs/remotes/origin/${pull.base.ref}`);
  const fork = tip === undefined ? undefined : await mergeBase(repository, head, tip);
  const isAhead =
    fork !== undefined &&
    fork !== pull.base.sha &&
    event.status === 'found' &&
    (await mergeBase(repository, fork, pull.base.sha)) === pull.base.sha;
  return isAhead ? { status: 'found', commit: fork, from: 'fork' } : { ...event, from: 'event' };
}

async function baseOfQueue(
  repository: Repository,
  group: NonNullable<EventOfChange['payload']['merge_group']>,
  tipOf: (branch: string) => Promise<string | undefined>,
): Promise<EventBase> {
  const branch = group.base_ref.replace(/^refs\/heads\//, '');
  const tip = repository.reference(`refs/remotes/origin/${branch}`) ?? (await tipOf(branch));
  return tip === undefined
    ? { ...(await inClone(repository, group.base_sha)), from: 'event' }
    : { ...(await inClone(repository, tip)), from: 'branch' };
}

async function inClone(
  repository: Repository,
  commit: string,
): Promise<{ readonly status: 'found' | 'missing'; readonly commit: string }> {
  const { status } = await resolveRevision(repository, commit);
  return { status: status === 'found' ? 'found' : 'missing', commit };
}
