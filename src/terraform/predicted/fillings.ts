import type { Filling } from '../../model/pattern.ts';

/** What AWS or a provider makes up, and where its form is documented. */
export interface MadeUp {
  readonly filling: Filling;
  readonly source: string;
}

/** So many hex digits. */
export const hex = (count: number): Filling[number] => ({ of: 'lower-hex', least: count, most: count });
/** A UUID, as AWS and Terraform write it. */
export const uuid: Filling = [hex(8), '-', hex(4), '-', hex(4), '-', hex(4), '-', hex(12)];

// A time and a counter, in hex digits; before 2017 other letters too. All of them have 26 characters.
const unique: Filling = [{ of: 'lower-alphanumeric', least: 26, most: 26 }];
const uniqueSource = 'https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/id/id.go';

/** What fills the holes of formulas, by the name that stands behind their `*`. */
export const madeUp: ReadonlyMap<string, MadeUp> = new Map<string, MadeUp>(
  Object.entries({
    unique: { filling: unique, source: uniqueSource },
    'unique.fifo': {
      filling: [...unique, '.fifo'],
      source: 'https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/create/naming.go',
    },
    secret: {
      filling: [{ of: 'alphanumeric', least: 6, most: 6 }],
      source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html',
    },
    balancer: {
      filling: [{ of: 'lower-hex', least: 1 }],
      source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html',
    },
    host: {
      filling: [{ of: 'lower-alphanumeric', least: 1 }],
      source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html',
    },
    // Ids had 8 hex digits, and have 17 now: only their alphabet lasts.
    id: {
      filling: [{ of: 'lower-alphanumeric', least: 1 }],
      source: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html',
    },
    uuid: { filling: uuid, source: 'https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html' },
    key: {
      filling: [{ either: [uuid, ['mrk-', hex(32)]] }],
      source: 'https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html',
    },
    digest: {
      filling: ['sha256:', hex(64)],
      source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-pull-ecr-image.html',
    },
    number: {
      filling: [{ of: 'digit', least: 1 }],
      source: 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Endpoint.html',
    },
    path: {
      filling: [{ either: [[], [{ of: 'path', least: 1 }, '/']] }],
      source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
    },
    kind: {
      filling: [{ of: 'segment', least: 1 }],
      source:
        'https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/load-balancer-authentication-access-control.html',
    },
  } satisfies Readonly<Record<string, MadeUp>>),
);

/** What stands for a part of the place that is not known. */
export const placeFillings = {
  Partition: [{ of: 'segment', least: 1 }],
  Region: [{ of: 'segment', least: 1 }],
  Account: [{ of: 'digit', least: 12, most: 12 }],
  Suffix: [{ of: 'segment', least: 1 }],
} as const satisfies Readonly<Record<string, Filling>>;
