import * as z from 'zod';
import { readConnection } from './connect.ts';

/** A name, or a pattern in which `*` stands for any text. */
const pattern = z.string().min(1).max(255);
const name = z.string().min(1).max(255);

/** What an expectation can be about, and what can be expected of it. */
const kinds = {
  secret: 'task-definition',
  environment: 'task-definition',
  'no-plain-secrets': 'task-definition',
  'image-by-digest': 'task-definition',
  'log-driver': 'task-definition',
  'no-public-ingress': 'security-group',
  connect: 'connection',
} as const;
type KindKey = keyof typeof kinds;
const kindKeys = Object.keys(kinds) as KindKey[];

/** What holds of the code and of AWS, whether or not the code says it. */
export const expectForm = z
  .strictObject({
    name: name.describe('What is expected, in your own words: reports show it.'),
    target: pattern.optional().describe('Only targets of that name. Default: all.'),
    'task-definition': pattern.optional().describe('The families that it holds for: a name or a pattern.'),
    'security-group': pattern.optional().describe('The names of the groups that it holds for: a name or a pattern.'),
    except: z.array(pattern).min(1).optional().describe('Families or groups that it does not hold for.'),
    container: pattern
      .optional()
      .describe('Only containers of that name. Default: all; for `secret` and `environment` any one of them.'),
    'except-containers': z.array(pattern).min(1).optional().describe('Containers that it does not hold for.'),
    secret: name.optional().describe('The name of an entry of `secrets`.'),
    environment: name.optional().describe('The name of an environment variable.'),
    value: z
      .union([z.string(), z.number(), z.boolean()])
      .optional()
      .describe('The only value that the variable of `environment` may have. Default: any.'),
    'no-plain-secrets': z
      .literal(true)
      .optional()
      .describe('No environment variable that is named like a secret holds plain text.'),
    'image-by-digest': z.literal(true).optional().describe('The image is named by its digest (`@sha256:…`).'),
    'log-driver': name.optional().describe('The log driver of the containers, such as `awslogs`.'),
    'no-public-ingress': z
      .array(z.int().min(0).max(65535))
      .min(1)
      .optional()
      .describe('TCP and UDP ports that no rule opens to everybody: `0.0.0.0/0`, `::/0` or nearly as much.'),
    connect: z
      .string()
      .min(1)
      .max(600)
      .optional()
      .describe(
        'Who reaches whom, and on which port: `api -> redis 6379`. Each end is the name (or a pattern) of an ECS service or ' +
          'a security group, `service/NAME`, `group/NAME`, `sg-…`, or a CIDR block. The port is `6379` (TCP), `53/udp`, ' +
          '`8000-8100` or `all`.',
      ),
  })
  .superRefine((entry, context) => {
    const refuse = (message: string, path: readonly string[] = []): void => {
      context.addIssue({ code: 'custom', message, params: { code: 'malformed', detail: message }, path: [...path] });
    };
    const [kind, ...others] = kindKeys.filter((key) => entry[key] !== undefined);
    if (kind === undefined) return refuse(`says nothing that is expected: give it one of ${kindKeys.join(', ')}`);
    const [second] = others;
    if (second !== undefined)
      return refuse(`is a second expectation beside ${kind}: give it an entry of its own`, [second]);
    const about = kinds[kind];
    if (about === 'connection') {
      for (const key of ['task-definition', 'security-group', 'except', 'container', 'except-containers'] as const) {
        if (entry[key] !== undefined) refuse(`cannot go with ${kind}`, [key]);
      }
      if (entry.value !== undefined) refuse(`cannot go with ${kind}`, ['value']);
      const read = readConnection(entry.connect ?? '');
      if ('wrong' in read) refuse(read.wrong, ['connect']);
      return;
    }
    const other = about === 'task-definition' ? 'security-group' : 'task-definition';
    if (entry[other] !== undefined) refuse(`cannot go with ${kind}, which is about a ${about}`, [other]);
    else if (entry[about] === undefined) refuse(`does not say what ${kind} is expected of: add ${about}`);
    for (const key of ['container', 'except-containers'] as const) {
      if (about !== 'task-definition' && entry[key] !== undefined) refuse(`cannot go with ${kind}`, [key]);
    }
    if (kind !== 'environment' && entry.value !== undefined) refuse(`cannot go with ${kind}`, ['value']);
  });

export type ExpectForm = z.infer<typeof expectForm>;
