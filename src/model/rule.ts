import type { Severity } from './report/severity.ts';

/** Every rule a finding can name. `rules/*.yaml` describes each; a test keeps the two equal. */
export const ruleIds = [
  'ecs/task-definition-missing',
  'ecs/task-definition-changed',
  'ecs/container-missing',
  'ecs/container-extra',
  'ecs/container-changed',
  'ecs/image-changed',
  'ecs/env-missing',
  'ecs/env-changed',
  'ecs/env-extra',
  'ecs/secret-missing',
  'ecs/secret-changed',
  'ecs/secret-extra',
  'ecs/secret-source-missing',
  'ecs/secret-version-missing',
  'ecs/secret-source-region',
  'ecs/member-unknown',
  'ecs/tags-changed',
  'ecs/service-missing',
  'ecs/service-inactive',
  'ecs/service-changed',
  'ecs/service-desired-count',
  'ecs/service-revision',
  'delivery/not-deployed',
  'delivery/rolled-back',
  'delivery/not-running',
  'delivery/deployment-failed',
  'delivery/in-progress',
  'delivery/tasks-outdated',
  'delivery/image-stale',
  'delivery/overrides',
  'delivery/secret-newer',
  'delivery/revision-inactive',
  'sg/group-missing',
  'sg/group-changed',
  'sg/group-recreated',
  'sg/rule-missing',
  'sg/rule-extra',
  'sg/rule-unmanaged',
  'sg/rule-changed',
  'sg/rule-description-changed',
  'sg/rules-conflict',
  'sg/rule-stale',
  'sg/group-tags-changed',
  'sg/vpc-association-missing',
  'sg/rule-tags-changed',
  'change/removed',
  'expect/secret-absent',
  'expect/env-absent',
  'expect/env-value',
  'expect/plain-secret',
  'expect/image-not-pinned',
  'expect/log-driver',
  'expect/public-ingress',
  'expect/connection',
] as const;
export type RuleId = (typeof ruleIds)[number];
/** The rules about the way from a registered revision to the running containers. */
export type DeliveryRule = Extract<RuleId, `delivery/${string}`>;

/** What the catalogue says of a rule. Texts are plain; commands in them stand between backticks. */
export interface Rule {
  readonly id: RuleId;
  /** One line, without values: what is the case when the rule fires. */
  readonly title: string;
  /**
   * The title of one of its findings, with placeholders for the names in it: `{name}` of the resource; `{container}`,
   * `{container name}`, `{attribute}`, `{element}` and `{rule}` of the path; `{predicate}` (`differs`, `is missing`,
   * …). `src/report/message/finding.ts` fills them in.
   */
  readonly finding: string;
  /** The severity of its findings unless policy says otherwise. */
  readonly severity: Severity;
  /** Why it matters, and why it is as severe as it is. Paragraphs, separated by an empty line. */
  readonly why: string;
  /** What to do now. Paragraphs, separated by an empty line; a line that begins with four spaces is a command. */
  readonly remedy: string;
  /** Pages of AWS's and Terraform's documentation. */
  readonly links: readonly string[];
}
